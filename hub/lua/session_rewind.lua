#!lua flags=allow-oom
-- Redis came back older: remembers which seqs had been given out for what is lost. Who has one of them begins anew.
local session = KEYS[1]
local head, had = tonumber(ARGV[1]), tonumber(ARGV[2])

if redis.call('EXISTS', session) == 0 then
  return { 'missing' }
end
local from, to = string.match(redis.call('HGET', session, 'rewound') or '', '^(%d+):(%d+)$')
from, to = math.min(tonumber(from) or head, head), math.max(tonumber(to) or had, had)
redis.call('HSET', session, 'rewound', whole(from) .. ':' .. whole(to))
return { 'ok' }
