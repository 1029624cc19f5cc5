/** The file that says of a folder that it holds a catalogue. Imports nothing. */
export const catalogueFile = 'catalogue.sqlite'
