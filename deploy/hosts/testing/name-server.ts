import { createSocket } from 'node:dgram'

export interface NameServer {
  /** Address and port. */
  address: string
  /** The IPv4 addresses by name. */
  names: Map<string, string>
  close: () => Promise<void>
}

/** A DNS server that knows IPv4 addresses (RFC 1035 §4). It answers NXDOMAIN for unknown names. */
export async function startNameServer(): Promise<NameServer> {
  const names = new Map<string, string>()
  const socket = createSocket('udp4')
  socket.on('message', (query, client) => {
    socket.send(answerTo(query, names), client.port, client.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${socket.address().port}`,
    names,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

const headerSize = 12
const typeA = 1

function answerTo(query: Buffer, names: ReadonlyMap<string, string>): Buffer {
  const { name, end } = readName(query)
  const question = query.subarray(headerSize, end + 4)
  const address = names.get(name)
  const isKnown = address !== undefined
  const isAnswered = isKnown && query.readUInt16BE(end) === typeA
  const header = Buffer.alloc(headerSize)
  header.writeUInt16BE(query.readUInt16BE(0), 0)
  // A response, recursion wanted and available; NXDOMAIN is 3.
  header.writeUInt16BE(isKnown ? 0x8180 : 0x8183, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(isAnswered ? 1 : 0, 6)
  if (!isAnswered) return Buffer.concat([header, question])
  // The name of the question, type A, class IN, ten minutes as with Docker, four bytes.
  const answer = [0xc0, headerSize, 0, typeA, 0, 1, 0, 0, 0x02, 0x58, 0, 4]
  return Buffer.concat([
    header,
    question,
    Buffer.from([...answer, ...address.split('.').map(Number)]),
  ])
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = headerSize
  while (query[at] !== 0) {
    const length = query[at] ?? 0
    labels.push(query.toString('ascii', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}
