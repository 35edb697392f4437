#!lua flags=allow-oom
-- Takes a conversation out of Redis, wherever it stands; its tombstone keeps it out of the archive.
local session, log, sent, gaps = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local open, closed, leases, waiting, held = KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local erased = KEYS[10]
local id = ARGV[1]

redis.call('SET', erased, '1')
redis.call('DEL', session, log, sent)
redis.call('HDEL', gaps, id)
for _, place in ipairs({ open, closed, leases, waiting }) do
  redis.call('ZREM', place, id)
end
redis.call('SREM', held, id)
return 1
