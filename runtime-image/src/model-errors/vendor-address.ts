/** Addresses of vendors that answer for one kind of key alone. */
export function isQwen(baseUrl: string): boolean {
  return /(?:^|\/\/|\.|-)dashscope(?:-intl|-us)?\.aliyuncs\.com|coding(?:-intl)?\.dashscope/.test(baseUrl);
}

/** GLM's pay-by-balance address; a Coding Plan key answers 1113 there. */
export function onGeneralGlm(baseUrl: string): boolean {
  return /(?:bigmodel\.cn|z\.ai)\/api\/paas\//.test(baseUrl);
}

/** The address of the same vendor where a Coding Plan's key works. */
export function codingUrl(baseUrl: string): string {
  return baseUrl.includes('z.ai')
    ? 'https://api.z.ai/api/coding/paas/v4'
    : 'https://open.bigmodel.cn/api/coding/paas/v4';
}
