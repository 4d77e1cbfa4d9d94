// What calls the functions that named snippets export, by document and name.

export const exercises = {};
