import { expect, it } from 'vitest';
import { enrolCodeIn } from '../../shared/setup.ts';

it('finds the code of the market in what a scanner read, and takes nothing else for one', () => {
  expect(enrolCodeIn(' 7k2mq-9xprt\n')).toBe('7K2MQ-9XPRT');
  expect(enrolCodeIn('http://market.example:8443/join?code=7K2MQ-9XPRT')).toBe('7K2MQ-9XPRT');
  for (const text of ['', '番茄', '7K2', 'hello world', 'a'.repeat(50)]) expect(enrolCodeIn(text)).toBeNull();
});
