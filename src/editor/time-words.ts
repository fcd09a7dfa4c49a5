export { agoWords } from '../gateways/health/ago-words.ts';
export { durationWords } from '../path/duration-words.ts';
