/**
 * What goes into the engine and what comes out of it. The names are those of
 * the JSON that the command line and the other languages use, so nothing has to
 * be learned twice.
 */

/** A text in both languages. */
export interface Message {
  /** Simplified Chinese. */
  zh: string;
  /** English. */
  en: string;
}

/** How bad something is. */
export type Severity = "error" | "warning" | "info";

/** Where in a conversation a text stands. */
export type Stage = "opening" | "closing";

/** Something that happened and may call for a word from the shop. */
export type EventName =
  | "entered"
  | "returning"
  | "asked_but_left"
  | "unpaid"
  | "paid"
  | "shipped"
  | "delivered"
  | "idle"
  | "busy"
  | "queue"
  | "opening"
  | "closing"
  | "silence"
  | "low_stock";

/** What you know: nested objects such as `{order: {status: "paid"}}`. */
export interface Facts {
  [name: string]: string | number | boolean | null | undefined | Facts;
}

/** A message or an event, and what is known besides. */
export interface Input {
  /** What the customer typed. */
  text?: string;
  /** What happened, instead of a text. */
  event?: EventName;
  /** What you know about the order, the goods and the customer. */
  facts?: Facts;
  /** The time in the shop, `2026-11-24T09:30`; without it replies that depend on the time are not offered. */
  now?: string;
  /** How many suggestions there may be at most. */
  top?: number;
}

/**
 * A conversation so far. Keep it, store it as JSON, and pass it back with the
 * next message; what is in it is versioned and not for reading.
 */
export interface Session {
  /** The format's version. */
  readonly version: number;
}

/**
 * What to do:
 * `auto` the first suggestion can be sent as it is,
 * `suggest` a person should choose,
 * `ask` the first suggestion is a question back,
 * `handoff` a person should take over, the first suggestion bridges the wait,
 * `silent` nothing needs to be said.
 */
export type Decision = "auto" | "suggest" | "ask" | "handoff" | "silent";

/** An intent and how likely it is. */
export interface IntentScore {
  /** The intent's id. */
  id: string;
  /** From 0 to 1. */
  confidence: number;
}

/** A piece of data found in a message. */
export interface Slot {
  /** What it is: `height`, `order_id`, `courier` ... */
  kind: string;
  /** A number in `unit`, or a text. */
  value: string | number | boolean;
  /** The unit of a number: `cm`, `kg`, `yuan`, `day` ..., or the measure word as typed. */
  unit: string | null;
  /** There and true for a guess or the middle of a range. */
  approx?: true;
  /** There and true for what the customer does not want. */
  refused?: true;
  /** From 0 to 1. */
  confidence: number;
  /** The first UTF-16 unit in the message, as `String.prototype.slice` counts. */
  start: number;
  /** The unit after the last. */
  end: number;
}

/** What a message carries beside its intent. */
export interface Signal {
  /** `guard`, `mood`, `tactic`, or a group of your pack. */
  group: string;
  /** The signal's id within the group. */
  id: string;
  /** From 0 to 1. */
  confidence: number;
}

/** One reason for a suggestion. */
export interface Evidence {
  /**
   * `rule` an author's rule, `example` a similar example question, `feature`
   * something the scorer weighed, `signal` the signal that the reply answers,
   * `condition` a fact that the reply asked for.
   */
  kind: "rule" | "example" | "feature" | "signal" | "condition";
  /** The rule's id, the example, the feature or the fact. */
  detail: string;
  /** Log-odds for rules and features, similarity from 0 to 1 for examples. */
  weight: number;
}

/** A reply that could be sent. */
export interface Suggestion {
  /** The reply's id. */
  reply_id: string;
  /** The intent it answers; null for replies to events and signals. */
  intent: string | null;
  /** The text with everything filled in. */
  text: string;
  /** For ordering, from 0 to 1. */
  score: number;
  /** Why it is offered, the strongest reason first. */
  evidence: Evidence[];
}

/** What should be written on the order. */
export interface Remark {
  /** The colour of its flag, in Chinese: 红, 黄, 绿, 蓝, 紫. */
  flag: string;
  /** The fields in the shop's order. */
  fields: string[];
  /** The fields in one line. */
  text: string;
}

/** The note for the person who takes over. */
export interface Handover {
  /** What the customer asked about, the most often first: intent ids. */
  topics: string[];
  /** What the customer told, by kind of slot. */
  slots: Record<string, string | number | boolean>;
  /** The signals of the last message, `group.id`. */
  signals: string[];
  /** The last message. */
  last_message: string;
  /** How many messages the customer sent. */
  turns: number;
  /** The same in one Chinese line. */
  text: string;
}

/** Something wrong with the facts that were passed in. */
export interface Problem {
  /** The facts it is about; replies do not use them. */
  facts: string[];
  /** What is wrong. */
  message: Message;
}

/** What the engine makes of a message. */
export interface Outcome {
  /** The message as typed; empty for an event. */
  text: string;
  /** What to do. */
  decision: Decision;
  /** What the customer may want, the likeliest first. */
  intents: IntentScore[];
  /** The data in the message. */
  slots: Slot[];
  /** What the message carries beside its intent. */
  signals: Signal[];
  /** What could be said, the best first. */
  suggestions: Suggestion[];
  /** The kind of slot that the first suggestion asks for. */
  asks: string | null;
  /** What should be written on the order. */
  remark: Remark | null;
  /** The note for the person who takes over, with `handoff`. */
  handover: Handover | null;
  /** Whether this belongs into the record of unanswered questions. */
  unanswered: boolean;
  /** What is wrong with the facts. */
  problems: Problem[];
  /** The conversation after this message. */
  session: Session;
}

/** What spoke for or against one intent. */
export interface IntentReasons extends IntentScore {
  /** All evidence as log-odds. */
  log_odds: number;
  /** Rules, similar examples and the weightiest features. */
  evidence: Evidence[];
}

/** What became of one reply. */
export interface ReplyReasons {
  /** The reply's id. */
  reply_id: string;
  /** The intent it answers. */
  intent: string;
  /** The text, when it could be sent. */
  text: string | null;
  /** Why it is offered or not. */
  reason: Message;
}

/** Why a message gets the answer it gets. */
export interface Explanation {
  /** The message, folded and with typos corrected. */
  folded: string;
  /** Its words; `<kind>` stands for things recognised by their shape. */
  words: string[];
  /** The lexicon's classes found, each with its word. */
  classes: [name: string, word: string][];
  /** The likeliest intents with what spoke for or against them. */
  intents: IntentReasons[];
  /** What is done. */
  decision: Decision;
  /** Why that. */
  reason: Message;
  /** Every reply of these intents: offered, or why not. */
  replies: ReplyReasons[];
}

/** Which rules a check asks; all of them unless said otherwise. */
export interface CheckOptions {
  /** Only rules whose code begins with one of these. */
  select?: string[];
  /** No rules whose code begins with one of these. */
  ignore?: string[];
  /** Only findings at least this bad. */
  severity?: Severity;
  /** Where in a conversation the text stands. */
  stage?: Stage;
}

/** How a text is rewritten. */
export interface FixOptions extends CheckOptions {
  /** Make every rewrite, also those that are not right in any sentence. */
  all?: boolean;
}

/** Wording that a rule found in a text. */
export interface Finding {
  /** The rule's code, such as `HS-B012`. */
  code: string;
  /** How bad it is. */
  severity: Severity;
  /** The first UTF-16 unit in the text, as `String.prototype.slice` counts. */
  start: number;
  /** The unit after the last. */
  end: number;
  /** The text found. */
  matched: string;
  /** What the rule is about. */
  message: Message;
  /** What could stand in its place. */
  rewrite: string | null;
  /** Whether the rewrite is right in any sentence. */
  safe: boolean;
  /** The key of the source that the rule follows. */
  source: string;
}

/** A wording rule. */
export interface Rule {
  /** Its code, such as `HS-B012`. */
  code: string;
  /** How bad what it finds is. */
  severity: Severity;
  /** What it is about. */
  title: Message;
  /** Why it matters. */
  why: Message;
  /** The key of the source that it follows. */
  source: string;
  /** Texts in which it finds something. */
  fires: string[];
  /** Similar texts in which it finds nothing. */
  quiet: string[];
}

/** Something wrong with a pack, and where. */
export interface Diagnostic {
  /** A stable name for the kind of problem. */
  code: string;
  /** How bad it is. */
  severity: Severity;
  /** The file. */
  file: string;
  /** The line, from 1. */
  line: number;
  /** The column in characters, from 1. */
  column: number;
  /** The first byte of the file. */
  start: number;
  /** The byte after the last. */
  end: number;
  /** What is wrong. */
  message: Message;
  /** What to do. */
  help: Message;
}
