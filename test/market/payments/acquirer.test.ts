import { simulateAcquirer } from '../../../market/payments/simulated/acquirer/acquirer.ts';
import { describeChannel } from './contract.ts';

const merchant = { subMerchant: 'M000000007', appAuthToken: '', codepayV3: false };
describeChannel('The acquirer', simulateAcquirer, { merchant, wallets: ['unionpay', 'ecny', 'wechat', 'alipay'] });
