using FsCheck;
using FsCheck.Fluent;
using RedisAi.Sessions;
using RedisAi.Testing;
using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests.Keys;

public sealed class KeyNamesTests
{
    private static readonly KeyNames s_names = new("ai:");

    /// <summary>Keys of what makes trouble: slashes, braces, percent signs, letters beyond ASCII, and bytes that are no text.</summary>
    private static readonly Gen<string> s_keys = Gen.Elements('a', 'b', '/', '{', '}', '%', ':', 'ä', '\udc80', '\udcff', '7').ListOf()
        .Where(static characters => characters.Count > 0)
        .Select(static characters => string.Concat(characters));

    [Theory]
    [InlineData("plain", "ai:plain")]
    [InlineData("s7/chat/h", "ai:{s7}/chat/h")]
    [InlineData("{p3}:42/chat/h", "ai:{p3}:42/chat/h")]
    [InlineData("{p3}/chat/h", "ai:{{p3}}/chat/h")]
    [InlineData("{}x/chat/h", "ai:{{}x}/chat/h")]
    [InlineData("/h", "ai:{}/h")]
    [InlineData("{p3}", "ai:{p3}")]
    public void First_segments_are_hash_tags_unless_they_have_one(string key, string name)
    {
        Assert.Equal(name, (string?)s_names.Of(key));
        Assert.Equal(key, s_names.EngineKeyOf(name));
    }

    [Fact]
    public void Names_lead_back_to_their_keys() => Properties.Hold(s_keys, static key => Assert.Equal(key, s_names.EngineKeyOf(s_names.Of(key))), count: 2000);

    [Fact]
    public void Different_keys_have_different_names() => Properties.Hold(
        Gen.Zip(s_keys, s_keys), static pair => Assert.Equal(pair.Item1 == pair.Item2, s_names.Of(pair.Item1) == s_names.Of(pair.Item2)), count: 2000);

    [Fact]
    public void All_states_of_a_session_and_its_lease_are_in_one_slot() => Properties.Hold(
        Gen.Zip(s_keys, Gen.Zip(s_keys, s_keys)),
        static names =>
        {
            (string session, (string model, string input)) = names;
            if (!KeyNames.HasOneSlot(session))
            {
                return;
            }

            int slot = SlotOf(s_names.LeaseOf(KeyNames.SegmentOf(session)));

            Assert.Equal(slot, SlotOf(s_names.Of(StateKey.Of(session, model, input))));
            Assert.Equal(slot, SlotOf(s_names.Of(StateKey.Of(session, "other", "state"))));
            Assert.Equal(session, KeyNames.SessionOf(StateKey.Of(session, model, input)));
        },
        count: 2000);

    [Fact]
    public void A_session_chooses_its_slot_by_a_hash_tag_of_its_own() =>
        Assert.Equal(SlotOf("{p3}"), SlotOf(s_names.Of(StateKey.Of("{p3}:42", "chat", "h"))));

    [Theory]
    [InlineData("ai-lease:{s7}")]
    [InlineData("ai:")]
    [InlineData("other")]
    [InlineData("ai:s7/chat/h")]
    public void What_no_key_of_an_engine_would_be_called_is_none(string name) => Assert.Null(s_names.EngineKeyOf(name));

    [Theory]
    [InlineData("plain")]
    [InlineData("a/b")]
    [InlineData("a/b/c/d")]
    public void Keys_of_another_form_are_no_states(string key) => Assert.Null(KeyNames.SessionOf(key));

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_and_not_mixed_up()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => s_names.Of("a\ud800"));

        Assert.Contains("half of a surrogate pair", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The slot by the rule of Redis Cluster, written here a second time: CRC16 of the hash tag, or of the whole.</summary>
    private static int SlotOf(RedisKey key)
    {
        byte[] bytes = (byte[])key!;
        int open = Array.IndexOf(bytes, (byte)'{');
        int close = open < 0 ? -1 : Array.IndexOf(bytes, (byte)'}', open + 1);
        ReadOnlySpan<byte> hashed = close > open + 1 ? bytes.AsSpan(open + 1, close - open - 1) : bytes;
        int crc = 0;
        foreach (byte part in hashed)
        {
            crc ^= part << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : (crc << 1) & 0xFFFF;
            }
        }

        return crc & 16_383;
    }
}
