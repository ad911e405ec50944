/** The only place that imports DingTalk's SDK. Loaded when an account is opened; costs 34 MB from its sources, so never otherwise. */
export { DWClient } from 'dingtalk-stream';
