// Many subscribers in a separate process, so that the server's CPU time excludes theirs.
// It opens COUNT sockets, and tells its parent the number of results they have received, at each multiple of COUNT.
import { WebSocket } from 'ws';

const { URL: url, TOKEN: token, COUNT, QUERY: query } = process.env;
const count = Number(COUNT);
const init = JSON.stringify({ type: 'connection_init', payload: { token } });
const subscribe = JSON.stringify({ id: '1', type: 'subscribe', payload: { query } });

let received = 0;
for (let index = 0; index < count; index += 1) await openOne();

function openOne(): Promise<void> {
  const socket = new WebSocket(String(url), 'graphql-transport-ws', { perMessageDeflate: false });
  socket.once('open', () => socket.send(init));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`the server closed the socket with ${code}`)));
    socket.once('message', () => {
      socket.send(subscribe);
      socket.on('message', () => {
        received += 1;
        if (received % count === 0) process.send?.(received);
      });
      resolve();
    });
  });
}
