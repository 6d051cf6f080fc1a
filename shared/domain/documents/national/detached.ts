import type { ErrorCode } from '#shared/kernel/errors.ts';
import { checkNationalSignature, type NationalCheck, type NationalFault } from './pkcs7.ts';

/** Checks a file's detached signature where it is a national one; null where it is of another kind. */
export function checkIfNational(signature: Uint8Array, file: Uint8Array): NationalCheck | null {
  const check = checkNationalSignature(signature, file);
  return check.certificate ? check : null;
}

/** The fault as whoever verifies a file is told of it. */
export function nationalFaultCode(fault: NationalFault): ErrorCode {
  if (fault === 'content') return 'signed_file_changed';
  return fault === 'validity' ? 'signer_expired' : 'signature_damaged';
}
