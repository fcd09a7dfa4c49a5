/** The process of `forged-dns.ts`: every A question gets the forged address, and then the genuine one. */
import * as dgram from 'node:dgram';
import { decode, encode, RECURSION_AVAILABLE, RECURSION_DESIRED, type Answer } from 'dns-packet';
import type { ForgedDnsOptions } from './forged-dns.ts';

const { forged, genuine, afterMs = 60 } = JSON.parse(process.argv[2] ?? '{}') as ForgedDnsOptions;
const socket = dgram.createSocket('udp4');

socket.on('message', (bytes, from) => {
  const { id, questions = [] } = decode(bytes);
  const [question] = questions;
  if (!question) return;
  const reply = (address: string | undefined): void => {
    // As an honest server, it knows nothing of names below `.invalid`.
    const known = address !== undefined && !question.name.endsWith('.invalid');
    const answers: Answer[] =
      known && question.type === 'A' ? [{ type: 'A', name: question.name, ttl: 60, data: address }] : [];
    const flags = RECURSION_DESIRED | RECURSION_AVAILABLE | (known ? 0 : 3);
    const answer = encode({ type: 'response', ...(id !== undefined && { id }), flags, questions, answers });
    socket.send(answer, from.port, from.address);
  };
  reply(forged);
  if (genuine !== undefined) setTimeout(() => reply(genuine), afterMs);
});
socket.bind(53, '127.0.0.1', () => console.log('ready'));
