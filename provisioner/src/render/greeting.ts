/** What the bot says to its owner when it is first connected. */
export const greetings = {
  zh: '你好，你的云电脑已经准备好了，我随时都在。跟我说句“你好”试试吧，发送 /help 可以看看我会什么。',
  en: 'Hi, your cloud computer is ready and I am here around the clock. Say hello to try me out, or send /help to see what I can do.',
} as const;
