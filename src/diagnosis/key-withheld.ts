/** Why a key that exists is not sent: it could be read on the way, or it belongs to another gateway. */
export type KeyWithheld = 'not-encrypted' | 'other-gateway';
