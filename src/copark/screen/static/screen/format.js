// Numbers, units and times as the language of the page writes them.

const chinese = document.documentElement.lang.startsWith("zh");
const locale = chinese ? "zh-CN" : "en-GB";
const SCALES = chinese ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "bn"], [1e6, "M"]];
const plain = [3, 4].map((digits) => new Intl.NumberFormat(locale, { maximumSignificantDigits: digits }));
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
const finePercent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
const zone = "Asia/Shanghai";

export const words = JSON.parse(document.getElementById("words").textContent);
export const say = (key, facts = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
export const named = (name) => (name ? (chinese ? name.zh || name.en : name.en || name.zh) : "");

export function number(value, digits = 4) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  const [scale, mark] = SCALES.find(([least]) => size >= least) ?? [1, ""];
  if (size >= 1e4 && scale === 1) return whole.format(Number(value.toPrecision(digits)));
  return plain[digits - 3].format(value / scale) + (mark && (chinese ? mark : ` ${mark}`));
}

export const share = (value) => (value === null || value === undefined ? "" : (value < 0.1 ? finePercent : percent).format(value));

export const unit = (text) => (words.units?.[text] ?? text).replaceAll("CO2e", "CO₂e").replaceAll("CO2", "CO₂").replace(/m3\b/, "m³");

const clocks = {
  minute: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }),
  second: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: zone }),
  day: new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", timeZone: zone }),
  date: new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "long", timeZone: zone }),
  key: new Intl.DateTimeFormat("sv-SE", { timeZone: zone }),
};

export const clock = (moment, kind = "second") => clocks[kind].format(moment);

// Time of day for what happened today, day and time for the rest.
export function when(iso, now) {
  const moment = new Date(iso);
  const today = clocks.key.format(moment) === clocks.key.format(now);
  return today ? clock(moment, "minute") : `${clock(moment, "day")} ${clock(moment, "minute")}`;
}

export function age(iso, now) {
  const minutes = Math.max(0, Math.round((now - new Date(iso)) / 60000));
  if (minutes < 60) return say("minutes", { count: minutes });
  if (minutes < 48 * 60) return say("hours", { count: Math.round(minutes / 60) });
  return say("days", { count: Math.round(minutes / 1440) });
}
