-- The set of the keys of a session's states, for states that are written beside its owner: the next one loads what is listed there.

-- Lists a state that lives for so many milliseconds, as text (0: for good). The set lives as long as its states at least.
local function list_state(set, key, life)
  local left = redis.call('PTTL', set)
  redis.pcall('SADD', set, key)
  if life == '0' then
    if left >= 0 then redis.call('PERSIST', set) end
  elseif left ~= -1 and left < tonumber(life) then
    redis.call('PEXPIRE', set, string.format('%.0f', 2 * life + 60000))
  end
end
