/** The elements' own words. */

import type { Decision } from "../types.js";

export type Lang = "zh" | "en";

const ZH = {
  open: "联系客服",
  close: "收起对话",
  service: "在线客服",
  status: "在线，有问题随时说",
  offline: "暂时连不上",
  typing: "正在输入…",
  log: "对话记录",
  you: "您",
  shop: "客服",
  ask: "请输入您的问题",
  send: "发送",
  quick: "大家常问",
  questions: ["什么时候发货", "包邮吗", "怎么退换货", "我穿什么码合适", "现在有什么优惠"],
  look: "这个问题我请同事确认一下再回复您，请稍等片刻~",
  bridge: "我请同事来帮您，请稍等片刻~",
  handoff: "正在为您转接人工客服",
  read: "已读",
  failed: "客服暂时连不上，您的消息都记着，连上后马上回复您",
  refused: "这条消息没能处理好，麻烦您换个说法，或稍后再试",
  retry: "再试一次",
  more: (length: number) => `…（共 ${length} 字）`,
  customer: "买家说",
  noMessage: "买家的消息会显示在这里",
  suggestions: "推荐话术",
  noSuggestions: "没有合适的话术，请直接回复",
  silent: "这条不用回复",
  waiting: "正在想…",
  loadFailed: "引擎没能载入",
  slots: "买家说到的",
  remark: "订单备注",
  handover: "交接说明",
  problems: "资料有矛盾",
  copy: "复制",
  copied: "已复制",
  notCopied: "复制不了",
  draft: "回复内容",
  draftHint: "写下回复，或按 Alt+1 到 Alt+5 插入话术",
  fine: "措辞没有问题",
  findings: (count: number) => `${count} 处措辞可以更好`,
  tooLong: "内容太长，输入时不检查",
  rewrite: (text: string) => (text === "" ? "删去" : `改为“${text}”`),
  fix: "一键改写",
  approx: "约",
  refusedSlot: "不要",
  flag: (colour: string) => `${colour}旗`,
  score: "匹配",
};

const EN: typeof ZH = {
  open: "Chat with us",
  close: "Close the chat",
  service: "Customer service",
  status: "Online, ask us anything",
  offline: "Out of reach right now",
  typing: "Typing…",
  log: "Conversation",
  you: "You",
  shop: "Service",
  ask: "Type your question",
  send: "Send",
  quick: "Often asked",
  questions: ZH.questions,
  look: "Let me ask a colleague about this, one moment please.",
  bridge: "A colleague will help you, one moment please.",
  handoff: "Handing you over to a colleague",
  read: "Read",
  failed: "We cannot be reached right now. Your messages are kept and will be answered.",
  refused: "This message could not be handled. Please put it another way, or try again later.",
  retry: "Try again",
  more: (length) => `… (${length} characters)`,
  customer: "The customer says",
  noMessage: "The customer's message will stand here",
  suggestions: "Suggested replies",
  noSuggestions: "No reply fits, please write one",
  silent: "Nothing needs to be said",
  waiting: "Thinking…",
  loadFailed: "The engine could not be loaded",
  slots: "The customer told",
  remark: "Order remark",
  handover: "Handover note",
  problems: "Facts contradict each other",
  copy: "Copy",
  copied: "Copied",
  notCopied: "Cannot copy",
  draft: "Your reply",
  draftHint: "Write a reply, or insert one with Alt+1 to Alt+5",
  fine: "Nothing wrong with the wording",
  findings: (count) => `${count} ${count === 1 ? "phrase" : "phrases"} could be better`,
  tooLong: "Too long to be checked while you type",
  rewrite: (text) => (text === "" ? "Delete" : `Change to “${text}”`),
  fix: "Rewrite all",
  approx: "about",
  refusedSlot: "not",
  flag: (colour) => `flag ${colour}`,
  score: "match",
};

export type Words = typeof ZH;

/** The words of a language. */
export function words(lang: Lang): Words {
  return lang === "en" ? EN : ZH;
}

const DECISIONS: Record<Decision, Record<Lang, string>> = {
  auto: { zh: "可直接回复", en: "can be sent" },
  suggest: { zh: "请您选择", en: "please choose" },
  ask: { zh: "需要反问", en: "ask back" },
  handoff: { zh: "请人工接手", en: "take over" },
  silent: { zh: "无需回复", en: "no reply" },
};

/** A decision in words. */
export function decisionWords(decision: Decision, lang: Lang): string {
  return DECISIONS[decision]?.[lang] ?? decision;
}

const KINDS: Record<string, [zh: string, en: string]> = {
  height: ["身高", "height"],
  weight: ["体重", "weight"],
  waist: ["腰围", "waist"],
  bust: ["胸围", "bust"],
  hip: ["臀围", "hip"],
  foot: ["脚长", "foot"],
  usual_size: ["平时尺码", "usual size"],
  size_wanted: ["想要尺码", "size wanted"],
  fit: ["版型", "fit"],
  offer_price: ["出价", "offer"],
  discount: ["折扣", "discount"],
  other_price: ["别家价格", "price elsewhere"],
  budget: ["预算", "budget"],
  quantity: ["数量", "quantity"],
  age: ["年龄", "age"],
  days_since_received: ["收货天数", "days since received"],
  date: ["日期", "date"],
  time: ["时间", "time"],
  reason: ["原因", "reason"],
  condition: ["商品状态", "condition"],
  signed: ["已签收", "signed"],
  wish: ["要求", "wish"],
  courier: ["快递", "courier"],
  region: ["地区", "region"],
  colour: ["颜色", "colour"],
  style: ["款号", "style"],
  order_id: ["订单号", "order"],
  phone: ["电话", "phone"],
  invoice_title: ["发票抬头", "invoice title"],
  tactic: ["议价方式", "tactic"],
  size_chart: ["尺码表", "size chart"],
};

/** A kind of slot in words; kinds of your own pack keep their name. */
export function kindWords(kind: string, lang: Lang): string {
  const known = KINDS[kind];
  return known ? known[lang === "zh" ? 0 : 1] : kind;
}

const VALUES: Record<string, string> = {
  loose: "宽松",
  regular: "合身",
  slim: "修身",
  quality: "质量",
  size: "尺码",
  colour: "颜色",
  dislike: "不喜欢",
  wrong_item: "发错货",
  missing: "少件",
  damaged: "破损",
  late: "送得晚",
  unused: "未使用",
  worn: "穿过",
  washed: "洗过",
  tag_removed: "吊牌已剪",
  opened: "已拆封",
  yes: "是",
  no: "否",
  delay: "延后发货",
  call_before: "送前电话",
  leave_at: "指定放置",
  gift: "赠品",
  promise: "承诺多买",
  compare: "比价",
  ultimatum: "最后通牒",
  excuse: "讲理由",
  plain: "直接还价",
  freeship: "求包邮",
  yuan: "元",
  day: "天",
  month: "个月",
  year: "岁",
};

/** A slot's value or unit in words. */
export function valueWords(value: string, lang: Lang): string {
  return lang === "zh" ? (VALUES[value] ?? value) : value;
}
