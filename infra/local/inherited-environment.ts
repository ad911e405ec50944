/** Of the caller's environment only what a program needs to find its machine and its network. */
const inheritedNames =
  /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|(https?|no|all)_proxy)$/i;

export function inheritedEnvironment(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => inheritedNames.test(entry[0]) && entry[1] !== undefined,
    ),
  );
}
