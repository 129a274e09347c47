import { simulateAlipay } from '../../../market/payments/simulated/alipay/alipay.ts';
import { describeChannel } from './contract.ts';

const subMerchant = '2088000000000007';
const merchant = { subMerchant, appAuthToken: subMerchant, codepayV3: false };
describeChannel('Alipay', simulateAlipay, { merchant, wallets: ['alipay'] });
