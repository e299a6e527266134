/**
 * The shapes that go between page and server. Types only: nothing here runs.
 *
 * @typedef {{sequence: number, who: "patient" | "bot" | "staff", text: string, at: string, quick_replies: string[],
 *   id: string | null, answers: number | null, speaker: string | null}} Entry `speaker` names the person of the staff
 * @typedef {{name: string, phone: string, hours: string, out_of_hours: string, emergency_number: string,
 *   time_zone: string}} Clinic
 * @typedef {{clinic: Clinic, standing: string, welcome: {text: string, quick_replies: string[]}, delete_note: string,
 *   privacy: string, chat: string, person_word: string, most_characters: number, entries: Entry[], earlier: boolean,
 *   link: "used" | "expired" | "asks" | null}} Session `chat` is the chat's tag; it says which chat, and opens none.
 * @typedef {"sending" | "waiting" | "refused"} LetterState
 * @typedef {{id: string, text: string, at: string, state: LetterState, say: string | null,
 *   chat: string | null}} Letter A message that the server has not taken yet; `say` is the server's sentence about it,
 *   `chat` the tag of the chat it was written in, null where none stood yet.
 * @typedef {{sequence: number, at: string, chat: string}} Receipt
 */
export {};
