/** A DNS server that a test owns: it answers A questions as it is told, and nothing else. */
import * as dgram from 'node:dgram';
import { once } from 'node:events';
import dnsPacket from 'dns-packet';

export interface StubDns {
  readonly port: number;
  /** Names of A questions that came, lower case, oldest first. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** @param addressOf What it says of a name, in lower case; null: there is no such name. */
export async function startStubDns(addressOf: (name: string) => string | null): Promise<StubDns> {
  const asked: string[] = [];
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message, from) => {
    const { id, questions } = dnsPacket.decode(message);
    const question = questions?.[0];
    if (!question) return;
    const name = question.name.toLowerCase();
    if (question.type === 'A') asked.push(name);
    const address = addressOf(name);
    const answers: dnsPacket.Answer[] = question.type === 'A' && address !== null ? [{ type: 'A', name: question.name, ttl: 60, data: address }] : [];
    // dns-packet has no field for the result: it is the low four bits of the flags.
    const flags = dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | (address === null ? 3 : 0);
    socket.send(dnsPacket.encode({ type: 'response', ...(id !== undefined && { id }), flags, questions: [question], answers }), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    asked,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
