'use strict';
// Sends messages on one socket in order. zeromq sends at once most of the time, also from within a loop that never gives way; but every few hundred messages it lets the event
// loop turn first, and until then refuses the next message (EBUSY). Such messages wait here.

/** @returns a function that takes the frames of a message and never throws for a busy socket */
exports.createSender = (socket, lost) => {
  const waiting = [];
  let last = Promise.resolve();

  function send(frames) {
    try {
      last = socket.send(frames);
      last.catch(lost);
      return true;
    } catch (error) {
      if (error.code !== 'EBUSY') throw error;
      return false;
    }
  }

  async function sendWaiting() {
    while (waiting.length > 0) {
      await last.catch(() => {});
      if (send(waiting[0])) waiting.shift();
    }
  }

  return (frames) => {
    if (waiting.length === 0 && send(frames)) return;
    waiting.push(frames);
    if (waiting.length === 1) sendWaiting().catch(lost);
  };
};
