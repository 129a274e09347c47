import type { Socket } from 'node:net';

/**
 * Ends a connection as a device that lost its power: with a reset. A socket that is already saying goodbye can't be reset any more;
 * Node takes such a one for closing, never hears of its end, and then turns in circles when the process ends (seen with Node 24.21).
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
