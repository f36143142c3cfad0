// A few answers in the shape and tone of the real ones, for working on the
// widget without the service.

const draft = { kind: 'draft', text: '这份文件是征求意见稿，正式文件可能不同。' };
const expired = { kind: 'expired', text: '有效期至2025年12月31日，现已过期。' };

const clause9 = {
  id: 'q1',
  document: 'suzhou-measures',
  version: 1,
  clause: '二/9',
  number: '9',
  path: '二、壮大市场主体和行业规模 > 9',
  title: '苏州市关于推动跨境电子商务高质量发展的若干政策措施',
  text: '9.支持跨境电商企业“品牌出海”。鼓励跨境电商企业开展自主品牌境外商标注册和国际认证，支持跨境电商企业应诉或抗辩海外知识产权维权，符合条件的可享受知识产权保护相关政策。支持企业借助人工智能、AI、社交媒体、搜索引擎、跨境直播等发展DTC模式推广自有品牌，对建设运营独立站（需要有磋商或交易记录）按照当年度建设投入、（云）服务器租赁、宣传推广等费用支出超过50万元的，给予20万元补助，费用支出每增加10万元，再给予3万元补助。（市商务局、市科技局、市市场监督管理局、各县级市区）',
  start: 2300,
  end: 2539,
};

const grant = {
  kind: 'calculation',
  text: [
    '按苏州的征求意见稿测算，可补助 **29万元**。',
    '依据 第9条：“对建设运营独立站（需要有磋商或交易记录）按照当年度建设投入、（云）服务器租赁、宣传推广等费用支出超过50万元的，给予20万元补助，费用支出每增加10万元，再给予3万元补助。”',
    '计算 85万 − 50万 = 35万，满3个10万（余5万不计）；20万 + 3 × 3万 = 29万元。若按比例折算则为30.5万元，条文没有写明，以申报细则为准。',
    '请注意 文件是征求意见稿，且只到2025年12月31日，现已过期；费用须发生在2024至2025年；单个企业合计最高800万元。',
    '再支出5万元可到下一档（32万元）。',
  ].join('\n'),
  results: [
    {
      rule: 'suzhou-measures/independent-site',
      title: '独立站建设运营补助',
      outcome: 'amount',
      amount: { yuan: '290000.00' },
      inputs: { expense_yuan: '850000' },
      steps: [
        { label: '超出部分', expression: '850000 − 500000', value: '350000', unit: '元', quote: 'q1' },
        { label: '满几档', expression: '350000 ÷ 100000，取整', value: '3', unit: '档' },
        { label: '补助', expression: '200000 + 3 × 30000', value: '290000', unit: '元' },
      ],
      conditions: [
        { id: 'has_record', label: '独立站有磋商或交易记录', state: 'met', quote: 'q1' },
        { id: 'in_period', label: '费用发生在2024年1月1日至2025年12月31日', state: 'unconfirmed' },
      ],
      readings: [{ id: 'pro_rata', label: '按比例折算', amount: { yuan: '305000.00' } }],
      cap: 'suzhou-measures/enterprise-cap',
    },
  ],
  quotes: [clause9],
  notices: [draft, expired, { kind: 'cap', text: '单个企业合计最高可享受800万元。' }, { kind: 'period', text: '项目期间为2024年1月1日至2025年12月31日。' }],
  suggestions: ['那120万呢？', '株洲呢？', '需要准备什么材料？'],
};

const which = {
  kind: 'clarification',
  text: '要看在哪个城市：苏州单个项目最高300万元（第7条，竞争性立项）；株洲市级园区运营方最高100万元、省级最高500万元。两份都是征求意见稿。\n您问的是哪里？',
  questions: [{ input: 'place', text: '您问的是哪里？', choices: ['苏州', '株洲'] }],
  notices: [draft],
};

const park = {
  id: 'q1',
  document: 'suzhou-measures',
  version: 1,
  clause: '二/7',
  number: '7',
  path: '二、壮大市场主体和行业规模 > 7',
  title: '苏州市关于推动跨境电子商务高质量发展的若干政策措施',
  text: '7.支持跨境电商产业园建设。打造一批具有一定规模、产业配套齐全、多功能、多业态的跨境电商产业园区，支持跨境电商产业园区提供仓储运输、报关清关、支付结算、税务保险、软件开发、大数据分析、融资孵化、培训咨询等一站式服务。建立竞争性立项机制，组织专家组对产业园开展综合评估，根据评分结果采用公开、竞争、择优的方式立项支持，单个项目将给予最高300万元奖励。（市商务局、市资规局、各县级市区）\n',
  start: 1800,
  end: 2010,
};

const huaian = {
  id: 'q2',
  document: 'huaian-action-plan',
  version: 1,
  clause: '三/(一)/2',
  number: '2',
  path: '三、重点任务 > (一)实施产业加快集聚行动 > 2',
  title: '淮安市推进跨境电商高质量发展行动计划(2024-2026年)',
  text: '对经商务部门认定的省、市级跨境电商产业园,给予一次性奖励。(责任单位:市商务局、市财政局、淮安海关,各县区人民政府,各园区管委会、管理办)',
  start: 900,
  end: 970,
};

const comparison = {
  kind: 'comparison',
  text: `苏州（征求意见稿）：第7条“${park.text.trim()}”\n淮安：三(一)2“${huaian.text}”没有写金额。`,
  quotes: [park, huaian],
  notices: [
    { kind: 'draft', text: `《${park.title}》是征求意见稿，不是正式文件，最终以正式文件和申报细则为准。` },
    { kind: 'expired', text: `《${park.title}》自定的有效期至2025年12月31日，截至2026年11月22日已过期。` },
  ],
  suggestions: ['由哪个部门负责？'],
};

const none = {
  kind: 'no_answer',
  text: '资料库里没有杭州的文件，答不了。现有：苏州、淮安、南通、株洲的市级文件，江苏省的示范企业规范，以及财政部等三部门2023年第4号公告。',
  suggestions: ['苏州的独立站补助怎么算？'],
};

const more = {
  ...grant,
  text: '按苏州的征求意见稿测算，可补助 **41万元**。',
  results: [
    {
      ...grant.results[0],
      amount: { yuan: '410000.00' },
      inputs: { expense_yuan: '1200000' },
      steps: [
        { label: '超出部分', expression: '1200000 − 500000', value: '700000', unit: '元', quote: 'q1' },
        { label: '满几档', expression: '700000 ÷ 100000，取整', value: '7', unit: '档' },
        { label: '补助', expression: '200000 + 7 × 30000', value: '410000', unit: '元' },
      ],
      readings: [],
    },
  ],
};

const elsewhere = {
  kind: 'no_answer',
  text: '株洲的实施意见没有写建独立站的补助，苏州的算法不能用在株洲。最接近的条款如下。',
  quotes: [
    {
      id: 'q1',
      document: 'zhuzhou-opinions',
      version: 1,
      clause: '二/(一)',
      number: '（一）',
      path: '二、政策措施 > （一）',
      title: '关于促进株洲市跨境电子商务高质量发展的实施意见',
      text: '（一）支持跨境电商园区建设。对认定的市级园区运营方给予奖励。',
      start: 0,
      end: 32,
    },
  ],
  notices: [draft],
};

const failed = {
  ...grant,
  text: '不够。条文写的是费用支出“超过50万元”，刚好50万元不在内，补助为0。',
  results: [
    {
      ...grant.results[0],
      outcome: 'not_eligible',
      amount: { yuan: '0.00' },
      steps: [],
      readings: [],
      conditions: [{ id: 'over', label: '当年度费用支出超过50万元', state: 'failed', why: '500000 不超过 500000' }],
    },
  ],
};

/** What a model explained, and an answer that a model had no part in. */
const prose = '费用超过50万元的部分，每满10万元算一档。<img src=x onerror="document.title=1">\n不足一档的零头不计。';
const explained = { ...grant, text: grant.text.replace('\n', `\n${prose}\n`), prose: { text: prose, model: 'm' } };
const brief = { ...grant, brief: true };

/** The canned answer nearest to a question. */
export function cannedAnswer(question) {
  if (/解释/.test(question)) return explained;
  if (/简要/.test(question)) return brief;
  if (/杭州/.test(question)) return none;
  if (/淮安/.test(question)) return comparison;
  if (/园/.test(question)) return which;
  if (/株洲/.test(question)) return elsewhere;
  if (/120万/.test(question)) return more;
  if (/刚好/.test(question)) return failed;
  if (/建|万/.test(question)) return grant;
  return { kind: 'no_answer', text: `没有找到与“${question.slice(0, 40)}”相关的条款。`, quotes: [] };
}

export const documents = [
  { id: 'suzhou-measures', title: '苏州市关于推动跨境电子商务高质量发展的若干政策措施', jurisdiction: '苏州市', draft: true, expires: '2025-12-31' },
  { id: 'suzhou-action-plan', title: '中国（苏州）跨境电子商务综合试验区高质量发展三年行动计划（2024—2026年）', jurisdiction: '苏州市', draft: true },
  { id: 'huaian-action-plan', title: '淮安市推进跨境电商高质量发展行动计划(2024-2026年)', issuer: '淮安市人民政府办公室', number: '淮政办发〔2024〕3号', jurisdiction: '淮安市', issued: '2024-02-26' },
  { id: 'jiangsu-demonstration-enterprise', title: '江苏省电子商务示范企业规范', jurisdiction: '江苏省', incomplete: true },
  { id: 'nantong-action-plan', title: '南通市推进跨境电商高质量发展行动计划(2024—2026年)', issuer: '南通市人民政府办公室', jurisdiction: '南通市', issued: '2024-02-06' },
  { id: 'zhuzhou-opinions', title: '关于促进株洲市跨境电子商务高质量发展的实施意见', jurisdiction: '株洲市', draft: true },
  { id: 'return-goods-2023-4', title: '关于跨境电子商务出口退运商品税收政策的公告', issuer: '财政部 海关总署 税务总局', number: '2023年第4号', jurisdiction: '全国', expires: '2025-12-31' },
];

/** The curve of the grant above, as the service draws it; here is what the
 * inputs say, worked out for this one rule only. */
export function cannedCurve(inputs) {
  const at = Number(String(inputs.expense_yuan ?? '').replace(/万元?$/, '0000'));
  const grant = (x) => (x <= 500000 ? 0 : Math.min(8000000, 200000 + Math.floor((x - 500000) / 100000) * 30000)).toFixed(2);
  const next = 500000 + (Math.floor((at - 500000) / 100000) + 1) * 100000;
  return {
    rule: 'suzhou-measures/independent-site', input: 'expense_yuan', label: '当年度独立站费用支出', unit: '元', grain: '0.01', outcome: 'amount',
    segments: [
      { kind: 'nothing', from: '0', to: '500000', amount: '0' },
      { kind: 'steps', from: '500000.01', after: '500000', to: '26599999.99', amount: '200000', origin: '500000', every: '100000', add: '30000' },
      { kind: 'flat', from: '26600000', amount: '8000000', why: 'suzhou-measures/enterprise-cap' },
    ],
    most: { yuan: '8000000.00' }, most_at: '26500000',
    here: { at: String(at), amount: { yuan: grant(at) }, next: { input: 'expense_yuan', at: String(next), more: String(next - at), amount: { yuan: grant(next) }, gain: { yuan: '30000.00' } } },
    variable: [{ id: 'expense_yuan', label: '当年度独立站费用支出', type: 'money', unit: '元' }],
  };
}

/** The rows of the document that is quoted, with markup in one of them: what a
 * document says is text. */
export const rows = [
  { clause: '二', kind: 'heading', text: '二、壮大市场主体和行业规模\n', start: 2000, end: 2014 },
  { clause: '二/8', kind: 'clause', text: '8.<img src=x onerror="document.title=1"><script>document.title=2</script>\n', start: 2014, end: 2085 },
  { clause: '二/9', kind: 'clause', number: '9', text: `${clause9.text}\n`, start: 2300, end: 2540 },
];
