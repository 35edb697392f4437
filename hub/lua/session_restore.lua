#!lua
-- Brings a conversation back from the archive: creates what is absent, raises what is older than the archive.
local session, sent, leases, waiting, open, closed = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local visitor, held, erased, log, firehose = KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local id, head, status, fence, ttl, keep = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
-- `said`: seqs of the visitor's newest messages; `answered`: the seq of the newest reply.
local archive, sends, unread = cjson.decode(ARGV[7]), cjson.decode(ARGV[8]), cjson.decode(ARGV[9])
-- Events that only their messages tell of: they go the way of all events once more, so that the archiver folds them.
local orphans = cjson.decode(ARGV[10])

if redis.call('EXISTS', erased) == 1 then
  return { 'erased' }
end
local current = redis.call('HMGET', session, 'head', 'fence', 'rev', 'holder')
if current[1] and number_of(current[1]) >= head then
  return { 'present' }
end
if current[4] and current[4] ~= '' and current[4] ~= archive.holder then
  -- The set of a holder whom the archive does not know is put right by the next renewal.
  redis.call('ZREM', leases, id)
end
for _, mark in ipairs({ 'v_delivered', 'v_read', 'a_delivered', 'a_read' }) do
  -- The archive has watermarks from the last `closed` alone.
  archive[mark] = whole(math.max(number_of(archive[mark]), number_of(redis.call('HGET', session, mark))))
end
redis.call('HDEL', session, 'closed_at', 'closed_seq')
for field, value in pairs(archive) do
  redis.call('HSET', session, field, value)
end
local count = 0
for _, seq in ipairs(unread.said) do
  if seq > math.max(number_of(archive.a_read), unread.answered) then
    count = count + 1
  end
end
-- The clock passes over every fence and every rev that was given out after the last archived event.
redis.call('HSET', session, 'id', id, 'status', status, 'head', head, 'archived', head, 'unread', count,
  'fence', whole(math.max(fence, number_of(current[2]))), 'rev', whole(math.max(number_of(current[3]) + 1, now)),
  'lease_until', 0, 'online', count_sockets(visitor, id))
for _, orphan in ipairs(orphans) do
  local seq, kind, event = orphan[1], orphan[2], orphan[3]
  local newest = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1]
  if seq > number_of(newest and string.match(newest[1], '^(%d+)')) then
    redis.call('XADD', log, seq .. '-0', 'e', event)
    redis.call('XADD', firehose, '*', 's', id, 'n', seq, 'k', kind, 'e', event)
  end
end
for field, value in pairs(sends) do
  redis.call('HSETNX', sent, field, value)
end
if status == 'closed' then
  redis.call('ZREM', open, id)
  redis.call('ZREM', waiting, id)
  redis.call('ZADD', closed, stamp, id)
  free_visitor(visitor, id, keep)
  return { 'restored' }
end
redis.call('ZREM', closed, id)
redis.call('ZADD', open, stamp, id)
redis.call('HSET', visitor, 'session', id)
redis.call('PERSIST', visitor)
if archive.holder ~= '' then
  redis.call('HSET', session, 'lease_until', whole(now + ttl))
  redis.call('ZADD', leases, whole(now + ttl), id)
  redis.call('ZREM', waiting, id)
  redis.call('SADD', held, id)
else
  redis.call('ZADD', waiting, archive.queued_at or stamp, id)
end
return { 'restored' }
