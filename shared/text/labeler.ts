/** What a label printer's driver says, as people say it. */
export function labelerZh(why: string): string {
  switch (why) {
    case 'paper out':
      return '标签纸用完了，换一卷再按';
    case 'cover open':
      return '盖子开着，压紧再按';
    case 'no ribbon':
      return '碳带用完了';
    case 'paused':
      return '标签机暂停着，按一下它的键';
    case 'no answer':
      return '标签机没反应，关掉再开';
    default:
      return '标签机没连上，看开了没有、线插好没有';
  }
}

export function labelerEn(why: string): string {
  switch (why) {
    case 'paper out':
      return 'it is out of labels; put in a roll and press again';
    case 'cover open':
      return 'its cover is open; press it down and press again';
    case 'no ribbon':
      return 'its ribbon is used up';
    case 'paused':
      return 'it is paused; press its key';
    case 'no answer':
      return 'it does not answer; switch it off and on';
    default:
      return 'it is not reached; is it on, and is the cable in?';
  }
}
