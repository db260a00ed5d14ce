/** Ends set-up with something for the person to do, rather than with a stack. */
export class Stop extends Error {
  /**
   * @param {string} message One or two sentences.
   * @param {string[]} [commands] What to type, exactly.
   */
  constructor(message, commands = []) {
    super(message);
    this.name = 'Stop';
    this.commands = commands;
  }
}
