import { expect, it } from 'vitest';
import { scanUrl } from './scan-url.ts';

it("keeps the vendor's own parameters and adds the preset name", () => {
  const launcher = 'https://open.feishu.cn/page/launcher?user_code=P85M-4GNR';
  const { searchParams } = new URL(scanUrl(launcher, { name: '{user} & 云电脑' }));
  expect(searchParams.get('user_code')).toBe('P85M-4GNR');
  expect(searchParams.get('from')).toBe('sdk');
  expect(searchParams.get('tp')).toBe('sdk');
  expect(searchParams.get('name')).toBe('{user} & 云电脑');
});
