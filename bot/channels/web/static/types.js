/**
 * The shapes that go between page and server. Types only: nothing here runs.
 *
 * @typedef {{sequence: number, who: "patient" | "bot" | "staff", text: string, at: string, quick_replies: string[],
 *   id: string | null, answers: number | null}} Entry
 * @typedef {{name: string, phone: string, hours: string, out_of_hours: string, emergency_number: string,
 *   time_zone: string}} Clinic
 * @typedef {{clinic: Clinic, standing: string, welcome: {text: string, quick_replies: string[]}, delete_note: string,
 *   privacy: string, person_word: string, most_characters: number, entries: Entry[], earlier: boolean,
 *   link: "used" | "expired" | null}} Session
 * @typedef {"sending" | "waiting" | "refused"} LetterState
 * @typedef {{id: string, text: string, at: string, state: LetterState, say: string | null}} Letter A message that the
 *   server has not taken yet; `say` is the server's sentence about it.
 * @typedef {{sequence: number, at: string}} Receipt
 */
export {};
