#!lua flags=allow-oom
-- Keeps the page that the visitor is looking at.
local visitor, session, signals = KEYS[1], KEYS[2], KEYS[3]
local id, page, signals_max = ARGV[1], ARGV[2], ARGV[3]

if redis.call('EXISTS', session) == 0 then
  return { 'missing' }
end
if redis.call('HGET', session, 'page') == page then
  return { 'ok' }
end
redis.call('HSET', visitor, 'page', page)
redis.call('HSET', session, 'page', page)
redis.call('HINCRBY', session, 'rev', 1)
redis.call('XADD', signals, 'MAXLEN', '~', signals_max, '*', 't', 'presence', 's', id, 'd', '{}')
return { 'ok' }
