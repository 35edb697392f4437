#!lua
-- The visitor rates the conversation; the same rating again is answered with its first seq.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3] }
at.id = ARGV[1]
local rating, author = ARGV[2], ARGV[3]

local state = redis.call('HMGET', at.session, 'status', 'rating', 'rated_seq')
if not state[1] then
  return { 'missing' }
end
if state[2] == rating then
  return { 'ok', tonumber(state[3]) }
end
local seq = append_event(at, 'rated', author .. rating)
redis.call('HSET', at.session, 'rating', rating, 'rated_seq', seq)
return { 'ok', seq }
