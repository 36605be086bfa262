-- uses: stream-rules, lease, states
-- Ends messages. Those of one session with their outputs, the states after the last of them, the session's position in the stream and the acknowledgement, in one step or not at all; one
-- without a session with its output. Several such ends share a script; each is whole by itself.
-- KEYS: stream, output stream; then for each session the lease, the set of the keys of its states, its position, the states.
-- ARGV: group, consumer, milliseconds that positions are kept, about how many messages the output keeps (0 for all), how many ends; then for each of them the fence (0: no session), the
--   version, the version that the session has as far as the process knows, the message of the session that comes before them (empty: none), milliseconds that the set of the keys is kept
--   (0: for good, -1: as it is, with the keys that it has), how many states, how many messages; for each message its id, how many fields its output has, and these (name, value; none: no
--   output); then for each state the milliseconds that it lives (0: for good, -1: it is removed), and its record.
-- Returns for each end 'ok', or why nothing was done: 'lost', another process owns the session, or the server has lost what was written before; 'moved', another consumer has the messages;
--   'past', some of them were ended before, and are acknowledged now, or they are not in their order, or not pending: the server has lost them, or that they were delivered.
local stream, output = KEYS[1], KEYS[2]
local group, me, kept, most = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key, arg = 3, 6

local function read(count)
  local messages = {}
  for i = 1, count do
    local to = arg + 1 + 2 * tonumber(ARGV[arg + 1])
    messages[i] = { id = ARGV[arg], from = arg + 2, to = to }
    arg = to + 1
  end
  return messages
end

local function write(message)
  if message.to < message.from then
    -- It has no output.
  elseif most == '0' then
    redis.call('XADD', output, '*', unpack(ARGV, message.from, message.to))
  else
    redis.call('XADD', output, 'MAXLEN', '~', most, '*', unpack(ARGV, message.from, message.to))
  end
end

local function pending(id)
  return #redis.call('XPENDING', stream, group, id, id, 1) > 0
end

local function finish_free(messages)
  local outcome = 'past'
  for _, message in ipairs(messages) do
    if pending(message.id) then
      write(message)
      redis.call('XACK', stream, group, message.id)
      outcome = 'ok'
    end
  end
  return outcome
end

-- Whether messages come one after the other, the first one after what was applied before. Each is looked at: a former one behind a later one would be applied twice.
local function follow(messages, applied)
  for _, message in ipairs(messages) do
    if not later(message.id, applied) then return false end
    applied = message.id
  end
  return true
end

local function finish(fence, version, known, after, listed, messages, first, count, from)
  local lease, set, position = KEYS[first], KEYS[first + 1], KEYS[first + 2]
  local outcome, _, _, done = lease_check(lease, fence, version, known)
  if outcome == 2 or done == 2 then return 'ok' end
  if outcome == 0 then return 'lost' end
  local at = redis.call('HMGET', position, 'consumer', 'applied')
  if at[1] and at[1] ~= me then return 'moved' end
  if (at[2] or '') ~= after or not follow(messages, at[2]) then
    -- The group was made anew, perhaps, and reads what it had read before. Or they were read at a master that is none any more, and had ended one before them that is to be worked on again here.
    for _, message in ipairs(messages) do
      if not later(message.id, at[2]) then redis.call('XACK', stream, group, message.id) end
    end
    return 'past'
  end

  -- After a failover a worker may have messages that nobody has any more: they leave no trace. Or they are delivered again.
  for _, message in ipairs(messages) do
    if not pending(message.id) then return 'past' end
  end

  -- First what may be refused for want of memory, or since the key is of another kind: then nothing is done.
  local ack = { 'XACK', stream, group }
  for _, message in ipairs(messages) do
    write(message)
    ack[#ack + 1] = message.id
  end
  if count > 0 then states_write(set, listed, first + 3, from, count) end
  redis.call('HSET', position, 'consumer', me, 'applied', messages[#messages].id)
  redis.call('PEXPIRE', position, kept)
  redis.call('HSET', lease, 'last', version)
  redis.call(unpack(ack))
  return 'ok'
end

local outcomes = {}
for i = 1, tonumber(ARGV[5]) do
  local fence, version, known, after = ARGV[arg], ARGV[arg + 1], ARGV[arg + 2], ARGV[arg + 3]
  local listed, count, size = ARGV[arg + 4], tonumber(ARGV[arg + 5]), tonumber(ARGV[arg + 6])
  arg = arg + 7
  local messages = read(size)
  if fence == '0' then
    outcomes[i] = finish_free(messages)
  else
    outcomes[i] = finish(fence, version, known, after, listed, messages, key, count, arg)
    key = key + 3 + count
    arg = arg + 2 * count
  end
end
return outcomes
