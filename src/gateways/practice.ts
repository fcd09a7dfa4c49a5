/**
 * How the practice gateway makes itself known. It is public on purpose: the key below opens nothing but a practice
 * gateway on this machine, and it is sent only to a loopback address that answered with this header.
 */
export const practiceHeader = 'x-gatehouse-lab';

/** The key every practice gateway accepts (except in the scenario where it must not). */
export const practiceKey = 'sk-or-v1-practice-gateway-key-opens-nothing';
