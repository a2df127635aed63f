/* Numbers and times as the page's language and the park's zone write them. */

/* English of the day-month order, as the server writes it. */
const lang = () => (isChinese() ? "zh-Hans" : "en-GB");
export const isChinese = () => (document.documentElement.lang || "en").startsWith("zh");
export const zone = () => document.body?.dataset.zone || "Asia/Shanghai";

const plain = (value, digits) => {
  const size = Math.abs(value);
  const whole = size >= 1 ? Math.floor(Math.log10(size)) + 1 : 0;
  const places = value === 0 ? 0 : Math.max(0, size >= 1 ? digits - whole : digits - 1 - Math.floor(Math.log10(size)));
  return new Intl.NumberFormat("en", { maximumFractionDigits: Math.min(places, 12) }).format(value).replace("-", "−");
};

/** Four significant digits, thousands, and 万 / 亿 in Chinese. */
export const number = (value, digits = 4) => {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (isChinese() && Math.abs(value) >= 1e8) return `${plain(value / 1e8, digits)} 亿`;
  if (isChinese() && Math.abs(value) >= 1e4) return `${plain(value / 1e4, digits)} 万`;
  return plain(value, digits);
};

const offsets = new Map();
/** Minutes by which the park's clock is ahead of UTC, looked up once an hour of data at most. */
const offset = (ms) => {
  const key = Math.floor(ms / 3_600_000);
  if (!offsets.has(key)) {
    if (offsets.size > 20_000) offsets.clear();
    const parts = new Intl.DateTimeFormat("en", { timeZone: zone(), timeZoneName: "longOffset" }).formatToParts(ms);
    const text = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):?(\d\d)?/.exec(text) ?? [null, "+", "0", "0"];
    offsets.set(key, (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes || 0)));
  }
  return offsets.get(key);
};
/* Zones with summer time change twice a year; others never: ask per hour only where they differ. */
let steady;
const shift = (ms) => {
  if (steady === undefined) {
    const year = new Date().getUTCFullYear();
    const all = new Set(Array.from({ length: 12 }, (_, month) => offset(Date.UTC(year, month, 15))));
    steady = all.size === 1 ? [...all][0] : null;
  }
  return (steady ?? offset(ms)) * 60_000;
};

/** A moment as milliseconds, whatever it was written as. */
export const instant = (t) => (typeof t === "number" ? t : Date.parse(t));
/** The park's wall clock as if it were UTC: what a chart's axis shows. */
export const wall = (t) => {
  const ms = instant(t);
  return ms + shift(ms);
};
/** Back from the park's wall clock to the moment. */
export const moment = (ms) => new Date(ms - shift(ms - (steady ?? 0) * 60_000));

export const time = (t, { seconds = false } = {}) =>
  new Intl.DateTimeFormat(lang(), {
    year: "numeric", month: isChinese() ? "numeric" : "short", day: "numeric",
    hour: "2-digit", minute: "2-digit", second: seconds ? "2-digit" : undefined,
    hourCycle: "h23", timeZone: zone(),
  }).format(instant(t));

export const escape = (text) =>
  String(text ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
