/** 训练: selling that is no trade. */
export interface TrainingTexts {
  readonly training: {
    readonly title: string;
    readonly practising: string;
    readonly notJoined: string;
    readonly begin: string;
    readonly end: string;
    readonly join: string;
  };
}

export const trainingZh: TrainingTexts = {
  training: {
    title: '训练',
    practising: '现在卖的都不算，不进账、不上传',
    notJoined: '还没登记，现在卖的都不算',
    begin: '训练（卖的不算）',
    end: '结束训练',
    join: '去登记',
  },
};

export const trainingEn: TrainingTexts = {
  training: {
    title: 'Training',
    practising: 'Nothing sold now is trade: it is in no figure and is not sent',
    notJoined: 'Not enrolled: nothing sold now is trade',
    begin: 'Train (no trade)',
    end: 'End training',
    join: 'Go and enrol',
  },
};
