import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './address.ts';

export class PrivateAddressError extends Error {}

/** A resolver that gives the socket only the public ones of a name's addresses, and `PrivateAddressError` when there are none. */
export function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const addresses = Array.isArray(found) ? found : [{ address: found, family: 4 }];
      const safe = addresses.filter(({ address }) => isPublicAddress(address));
      const first = safe[0];
      if (first === undefined) return callback(new PrivateAddressError(), '', 0);
      if (options.all === true) callback(null, safe);
      else callback(null, first.address, first.family);
    });
  };
}
