-- Writes some states of a session.
-- The set of the keys of its states; milliseconds that the set is kept (0: for good, -1: as it is, with the keys that it has); where the keys of the states begin; where their arguments begin, for each the
-- milliseconds that it lives (0: for good, -1: it is removed) and its record; how many.
local function states_write(set, listed, firstKey, firstArgument, count)
  for i = 0, count - 1 do
    local key, life = KEYS[firstKey + i], ARGV[firstArgument + 2 * i]
    if life == '-1' then
      redis.call('DEL', key)
      redis.call('SREM', set, key)
    elseif life == '0' then
      redis.call('SET', key, ARGV[firstArgument + 2 * i + 1])
    else
      redis.call('SET', key, ARGV[firstArgument + 2 * i + 1], 'PX', life)
    end

    if life ~= '-1' and listed ~= '-1' then redis.call('SADD', set, key) end
  end

  if listed == '0' then
    redis.call('PERSIST', set)
  elseif listed ~= '-1' then
    redis.call('PEXPIRE', set, listed)
  end
end
