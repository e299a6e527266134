/**
 * Every label that the page itself shows, one table a language. What the clinic says (standing line, welcome, errors,
 * answers) comes from the server and never stands here.
 */

const en = {
  title: "Aftercare chat",
  title_of: "Aftercare chat of {name}",
  unread_title: "({count}) {title}",
  about_bot: "About this chat",
  messages: "Messages",
  earlier_messages: "Earlier messages",
  new_messages: "New messages",
  who_bot: "Aftercare bot",
  who_staff: "Clinic staff",
  of_staff: "clinic staff",
  who_patient: "You",
  talk_to_person: "Talk to a person",
  emergency: "Emergency: {number}",
  call_clinic: "Call the clinic: {number}",
  when_closed: "When closed: {number}",
  menu: "Menu",
  show_all: "Show all",
  show_less: "Show less",
  show_earlier: "Show earlier messages",
  loading_earlier: "Getting earlier messages…",
  earlier_failed: "The earlier messages could not be loaded. Please try again.",
  new_message_below: "New message",
  suggested: "Suggested answers",
  suggested_are: "Suggested answers: {list}.",
  writing: "The aftercare bot is writing…",
  no_answer_yet: "No answer yet. You can also call the clinic.",
  your_message: "Your message",
  send: "Send",
  near_limit: "{count} of {most} characters",
  over_limit: "{count} characters. This may be too long for one message. Please split it.",
  sending: "Sending…",
  sent: "Sent",
  not_sent_yet: "Not sent yet. We will try again.",
  not_sent: "Not sent.",
  retry: "Try now",
  edit: "Edit message",
  given_back: "The text is back in the box below.",
  refused: "This message could not be sent.",
  offline: "You are offline. Your messages are kept and sent when you are back.",
  connecting: "Connecting…",
  not_saved: "Your message was not saved yet. We will try again.",
  unreachable: "The chat cannot be reached. We keep trying. You can also call the clinic.",
  cookies_blocked: "Your browser does not let the chat work inside this site.",
  open_own_tab: "Open the chat in its own tab",
  link_expired: "This link has expired. You can still chat here. For a new link, call the clinic.",
  not_same_chat: "The earlier chat is no longer open here. This is a new chat.",
  other_chat_unsent:
    "Another chat was opened in this browser, and this page now shows it. Your message was not sent. It is in the box below. Please check it and send it again.",
  link_title: "Start a new chat?",
  link_note:
    "This link starts a new chat with your treatment details. Your other chat stays with the clinic. You will not see it here.",
  link_start: "Start a new chat",
  link_keep: "Keep my chat",
  save_failed: "The transcript could not be saved. Please try again.",
  gone: "This chat was deleted.",
  start_again: "Start a new chat",
  save: "Save transcript",
  print: "Print",
  about: "Privacy and clinic details",
  privacy: "Privacy",
  clinic: "The clinic",
  open_hours: "Open: {hours}",
  close: "Close",
  remove: "Delete my chat",
  remove_title: "Delete this chat?",
  remove_yes: "Yes, delete it",
  remove_no: "No, keep it",
  removing: "Deleting…",
  remove_failed: "The chat could not be deleted. Please try again.",
};

/** @typedef {typeof en} Words */

/** @type {Record<string, Words>} */
const tables = { en };

/**
 * The table of a language, or the English one where there is none.
 * @param {string} language a language key such as "en"
 * @returns {Words}
 */
export const wordsFor = (language) => tables[language] ?? en;

/**
 * A label with its {placeholders} filled.
 * @param {string} label
 * @param {Record<string, string | number>} values
 */
export const fill = (label, values) => label.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

/**
 * Puts the labels into the elements that name one: data-word for the text, data-word-label for the accessible name.
 * @param {ParentNode} root
 * @param {Words} words
 */
export function label(root, words) {
  for (const element of root.querySelectorAll("[data-word]")) {
    element.textContent = words[/** @type {keyof Words} */ (element.getAttribute("data-word"))];
  }
  for (const element of root.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", words[/** @type {keyof Words} */ (element.getAttribute("data-word-label"))]);
  }
}
