import type { ModelFailure, ModelFailureKind } from '../model-errors.ts';
import { codingUrl, onGeneralGlm } from './vendor-address.ts';

/** What happened and what to do about it, for the owner of the model. */
export function sentence(
  kind: ModelFailureKind,
  code: string,
  resetAt: string | null,
  { baseUrl, model }: { baseUrl: string; model: string },
): ModelFailure['sentence'] {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
  const both = (zh: string, en: string) => ({ zh, en });
  switch (kind) {
    case 'auth':
      return both(
        `${host} 不接受这个 API Key，请检查后重新填写。`,
        `${host} does not accept this API key; check it and enter it again.`,
      );
    case 'wrong_key_kind':
      return baseUrl.includes('coding')
        ? both(
            '这个 API Key 不能用于通义 Coding Plan 地址：这里需要 sk-sp- 开头的套餐 Key。',
            'This API key does not work at the Qwen Coding Plan address: it needs a plan key that begins with sk-sp-.',
          )
        : both(
            '这个 API Key 不被接受。以 sk-sp- 开头的 Coding Plan Key 只能用于 https://coding.dashscope.aliyuncs.com/v1。',
            'This API key is not accepted. A Coding Plan key (sk-sp-…) works only at https://coding.dashscope.aliyuncs.com/v1.',
          );
    case 'wrong_endpoint':
      return onGeneralGlm(baseUrl)
        ? both(
            `该地址按余额计费，账户没有余额。如果您购买的是 GLM Coding Plan，请把地址改为 ${codingUrl(baseUrl)}。`,
            `This address is paid by balance and there is none. With a GLM Coding Plan, use ${codingUrl(baseUrl)} instead.`,
          )
        : both(
            `${baseUrl} 下没有对话接口，请检查模型地址。`,
            `There is no chat API under ${baseUrl}; check the address.`,
          );
    case 'no_balance':
      return both(
        '模型账户余额不足，或没有可用的套餐，请到模型服务商处充值或续订。',
        'The model account has no balance or no package left; top it up or renew it at the vendor.',
      );
    case 'plan_expired':
      return both(
        '模型套餐已到期，请到模型服务商处续订。',
        'The model plan has expired; renew it at the vendor.',
      );
    case 'plan_limit':
      return resetAt === null
        ? both(
            '模型套餐的用量已达上限，请稍后再试或更换模型。',
            'The limit of the model plan is reached; try later or choose another model.',
          )
        : both(
            `模型套餐的用量已达上限，将在 ${resetAt} 重置。`,
            `The limit of the model plan is reached; it resets at ${resetAt} (the vendor's time).`,
          );
    case 'model_not_in_plan':
      return both(
        `您的模型套餐不包含 ${model}，请换一个模型。`,
        `Your model plan does not include ${model}; choose another model.`,
      );
    case 'model_not_found':
      return both(
        `${host} 没有名为 ${model} 的模型，请检查模型名称。`,
        `${host} has no model named ${model}; check the name.`,
      );
    case 'forbidden':
      return both(
        `${host} 拒绝使用 ${model}，这个 API Key 可能没有权限。`,
        `${host} refuses ${model}; the API key may lack the permission.`,
      );
    case 'rate_limited':
      return both(
        '模型服务限制了请求频率或并发，请稍等片刻再试。',
        'The model service limits the rate or concurrency of requests; wait a moment and try again.',
      );
    case 'overloaded':
      return both('模型服务当前繁忙，请稍后再试。', 'The model service is overloaded; try again later.');
    case 'context_too_long':
      return both(
        '对话内容超出了模型的长度限制，请发送 /new 开始新的会话。',
        'The conversation is longer than the model allows; send /new to begin a new one.',
      );
    case 'content_filtered':
      return both(
        '模型服务的内容审核拒绝了这次请求，请换一种说法。',
        "The model service's content filter refused this request; try other words.",
      );
    case 'bad_request':
      return both(
        `模型服务不接受请求的参数（代码 ${code}），请检查模型设置，或换一个模型。`,
        `The model service does not accept the request's parameters (code ${code}); check the model settings or choose another model.`,
      );
    case 'server_error':
      return both(
        `模型服务出错（代码 ${code}），请稍后再试。`,
        `The model service failed (code ${code}); try again later.`,
      );
    case 'timeout':
      return both(
        `${host} 没有在规定时间内回答，请稍后再试。`,
        `${host} did not answer in time; try again later.`,
      );
    case 'unreachable':
      return both(
        `无法连接模型服务 ${host}，请检查地址和网络。`,
        `Cannot reach the model service ${host}; check the address and the network.`,
      );
    case 'not_an_api':
      return both(
        `${baseUrl} 的回答不是模型接口的格式（可能是一个网页），请检查模型地址。`,
        `${baseUrl} does not answer as a model API does (perhaps with a web page); check the address.`,
      );
    case 'empty_answer':
      return both('模型返回了空的回答，请再试一次。', 'The model gave an empty answer; try again.');
    case 'not_configured':
      return model === ''
        ? both('还没有配置模型。', 'No model is configured yet.')
        : both(
            `模型 ${model} 没有配置，请检查模型设置。`,
            `The model ${model} is not configured; check the model settings.`,
          );
  }
}

/** The same with the wait that the vendor asks for. */
export function withWait({ zh, en }: ModelFailure['sentence'], seconds: number): ModelFailure['sentence'] {
  const isLong = seconds > 120;
  const amount = isLong ? Math.ceil(seconds / 60) : seconds;
  const unit = isLong ? 'min' : 's';
  return {
    zh: `${zh}（对方要求等待 ${amount} ${isLong ? '分钟' : '秒'}）`,
    en: `${en} (It asks to wait ${amount} ${unit}.)`,
  };
}
