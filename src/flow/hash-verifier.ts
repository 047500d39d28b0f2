/** BASE64URL-ENCODE(SHA256(ASCII(code_verifier))), the S256 challenge of a verifier (RFC 7636 §4.2). */
export async function hashVerifier(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}
