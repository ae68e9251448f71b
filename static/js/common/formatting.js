/** Numbers and times as people read them; no DOM. */

const NEXT_TO_NOTHING = 1e-5; // 0.0000012, or 1.2e-6, is no number for a learner

/**
 * 0.998 -> "99.8 %". A share short of 1 is never shown as all: 0.99996 -> "99.9 %".
 * @param {number} share 0 to 1
 */
export function formatPercent(share, digits = 1) {
  const unit = 10 ** -digits;
  const percent = share * 100;
  const shown = share < 1 ? Math.min(Number(percent.toFixed(digits)), 100 - unit) : 100;
  return `${shown.toFixed(digits)} %`;
}

/**
 * A probability the network gives: 0.998 -> "99.8 %". At most "99.9 %", as no network is certain, whatever its numbers
 * round to.
 * @param {number} probability 0 to 1
 */
export const formatConfidence = (probability) => formatPercent(Math.min(probability, 0.999));

/** A bar's label: the same, but nothing for what rounds to nothing. 0.0002 -> "". */
export const formatShare = (share) => (share < 0.0005 ? "" : formatConfidence(share));

/** Three significant digits: 0.31415 -> "0.314", 12.5 -> "12.5", 0.00012 -> "0.00012". */
export function formatLoss(loss) {
  return Number.isFinite(loss) ? String(Number(loss.toPrecision(3))) : "–";
}

/** The same for a number with a sign, which gets a true minus: -0.012 -> "−0.012"; what is next to nothing is "≈ 0". */
export function formatNumber(value) {
  return value !== 0 && Math.abs(value) < NEXT_TO_NOTHING ? "≈ 0" : formatLoss(value).replaceAll("-", "−");
}

/** -0.4101 -> "−0.410", with a real minus; never "−0.000". */
export function figure(value, places = 3) {
  const text = Math.abs(value).toFixed(places);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** The same with brackets where a sign would follow another. */
export function bracketed(value, places = 3) {
  const text = figure(value, places);
  return text.startsWith("−") ? `(${text})` : text;
}

/** A distance, no longer than four signs so that a row of them lines up: 0.474 -> "0.47", 10.63 -> "10.6", 1234.5 -> "1235". */
export const formatDistance = (distance) => distance.toFixed(distance < 9.995 ? 2 : distance < 99.95 ? 1 : 0);

/** 41234 -> "41,234". */
export const formatCount = (count, language) => Math.round(count).toLocaleString(language);

/**
 * A duration as a message: 72.4 -> {key: "duration.minutes", values: {minutes: 1, seconds: 12}}.
 * @param {number} total seconds
 */
export function durationMessage(total) {
  const whole = Math.max(0, Math.round(total));
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (hours > 0) return { key: "duration.hours", values: { hours, minutes } };
  if (minutes > 0) return { key: "duration.minutes", values: { minutes, seconds } };
  return { key: "duration.seconds", values: { seconds } };
}

/**
 * The same for a forecast, which is no more precise than it is sure: 172 -> {key: "duration.whole_minutes", values: {minutes: 3}}.
 * @param {number} total seconds
 */
export function roughDurationMessage(total) {
  const minutes = Math.round(total / 60);
  if (total < 50) return durationMessage(total < 10 ? Math.max(1, total) : Math.round(total / 5) * 5);
  if (minutes < 60) return { key: "duration.whole_minutes", values: { minutes } };
  return durationMessage(Math.round(minutes / 5) * 300);
}

/** How likely it is that chance alone did it, on one line: 0.0432 -> "p = 0.043", 0.00012 -> "p < 0.001". */
export const formatChance = (chance) => `p\u00a0${chance < 0.001 ? "<\u00a00.001" : `=\u00a0${chance.toFixed(3)}`}`;

/** An ISO time as day and minute in the reader's own time zone; empty for none. */
export function formatTime(iso, language) {
  return timeIn(language, iso, { year: "numeric", ...TO_THE_MINUTE });
}

/** The same in little room: no year. */
export function formatShortTime(iso, language) {
  return timeIn(language, iso, TO_THE_MINUTE);
}

const TO_THE_MINUTE = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false };

function timeIn(language, iso, parts) {
  const time = new Date(iso ?? NaN);
  if (Number.isNaN(time.getTime())) return "";
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", parts).format(time);
}
