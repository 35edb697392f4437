#!lua
-- Sets the tags of a conversation; the same tags again are answered with their first seq.
local at = { session = KEYS[1], log = KEYS[2], firehose = KEYS[3] }
local agents = KEYS[4]
at.id = ARGV[1]
local agent, tags = ARGV[2], ARGV[3]

local state = redis.call('HMGET', at.session, 'status', 'tags', 'tagged_seq')
if not state[1] then
  return { 'missing' }
end
if state[2] == tags and state[3] then
  return { 'ok', tonumber(state[3]) }
end
local seq = append_event(at, 'tagged', say_agent(agents, agent, '{"tags":' .. tags .. '}'))
redis.call('HSET', at.session, 'tags', tags, 'tagged_seq', seq)
return { 'ok', seq }
