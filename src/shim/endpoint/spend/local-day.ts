/** A day as the user's own calendar has it. */
export interface LocalDay {
  /** `2026-11-29`. */
  day: string;
  /** The midnight that ends it, in ms since the epoch. */
  endsAtMs: number;
}

/** The day of a moment, in the time zone of this process; a day of 23 or 25 hours ends at its midnight as well. */
export function localDay(nowMs: number): LocalDay {
  const now = new Date(nowMs);
  const [year, month, date] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const two = (value: number): string => String(value).padStart(2, '0');
  return { day: `${String(year).padStart(4, '0')}-${two(month + 1)}-${two(date)}`, endsAtMs: new Date(year, month, date + 1).getTime() };
}
