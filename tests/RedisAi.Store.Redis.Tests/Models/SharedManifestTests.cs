using System.Text;
using RedisAi.Persistence;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>What is written of a key's versions.</summary>
public sealed class SharedManifestTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void Manifest_is_read_as_it_was_written()
    {
        SharedManifest written = new(
        [
            new SharedItem(2, "head"u8.ToArray(), [new SharedPart("model", 9_000_000, Digest), new SharedPart("file:weights ü", 0, Digest)]),
            new SharedItem(1, default, []),
        ]);

        SharedManifest read = SharedManifest.Read(written.Write());

        Assert.Equal([2, 1], read.Items.Select(static item => item.Version));
        Assert.Equal("head"u8.ToArray(), read.Items[0].Head.ToArray());
        Assert.Equal(written.Items[0].Parts, read.Items[0].Parts);
        Assert.Equal($"{Digest}:3", read.Blobs);
        Assert.Equal(2, read.Latest);
    }

    [Theory]
    [InlineData("\"sha256\":\"0", "\"sha256\":\"G")]
    [InlineData("\"sha256\":\"0", "\"sha256\":\"")]
    [InlineData("\"bytes\":7", "\"bytes\":-7")]
    [InlineData("\"bytes\":7", "\"bytes\":9000000000000000000")]
    [InlineData("\"version\":3", "\"version\":0")]
    [InlineData("\"format\":1", "\"format\":2")]
    [InlineData("\"items\"", "\"things\"")]
    public void Manifest_in_which_something_is_wrong_is_refused(string right, string wrong)
    {
        string text = Encoding.UTF8.GetString(new SharedManifest([new SharedItem(3, default, [new SharedPart("model", 7, Digest)])]).Write());
        Assert.Contains(right, text, StringComparison.Ordinal);

        Exception? error = Record.Exception(() => SharedManifest.Read(Encoding.UTF8.GetBytes(text.Replace(right, wrong, StringComparison.Ordinal))));

        Assert.NotNull(error);
        Assert.True(DurableJson.IsDamage(error), $"{error}");
    }

    [Fact]
    public void Changes_are_made_in_their_order()
    {
        SharedManifest before = new([new SharedItem(1, default, []), new SharedItem(2, default, [])]);
        DurableItemId first = new(DurableItemKind.Model, "m", 1);

        SharedManifest after = before.After(
            [
                DurableItemChange.RemoveUpTo(first with { Version = 1 }),
                DurableItemChange.SetHead(first with { Version = 2 }, "two"u8.ToArray()),
                DurableItemChange.SetHead(first with { Version = 9 }, "nine"u8.ToArray()),
                DurableItemChange.Put(first with { Version = 3 }, "three"u8.ToArray(), []),
                DurableItemChange.Remove(first with { Version = 4 }),
            ],
            new Dictionary<int, IReadOnlyList<SharedPart>> { [3] = [new SharedPart("model", 7, Digest)] });

        Assert.Equal(["2 two", "3 three"], after.Items.Select(static item => $"{item.Version} {Encoding.ASCII.GetString(item.Head.Span)}"));
        Assert.Empty(SharedManifest.Empty.Write());
    }

    [Theory]
    [InlineData("m/churn", DurableItemKind.Model, "churn")]
    [InlineData("s/a/b", DurableItemKind.Script, "a/b")]
    [InlineData("p/ü {x}", DurableItemKind.Plan, "ü {x}")]
    public void Name_of_a_line_has_its_kind_and_key(string name, DurableItemKind kind, string key)
    {
        Assert.True(SharedLineId.TryParse(name, out SharedLineId id));
        Assert.Equal(new SharedLineId(kind, key), id);
        Assert.Equal(name, $"{id.Name}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("m/")]
    [InlineData("x/churn")]
    [InlineData("churn")]
    public void What_is_no_name_of_a_line_is_passed_over(string name) => Assert.False(SharedLineId.TryParse(name, out _));

    [Theory]
    [InlineData("ready 12", RolloutState.Ready, 12, "")]
    [InlineData("failed 12 It is damaged: 3 of 4.", RolloutState.Failed, 12, "It is damaged: 3 of 4.")]
    [InlineData("serving 12", RolloutState.Serving, 12, "")]
    public void State_is_read_as_it_was_written(string text, RolloutState state, long revision, string reason)
    {
        SharedState parsed = SharedState.Parse(text);

        Assert.Equal(new SharedState(state, revision, reason), parsed);
        Assert.Equal(text, parsed.Write());
    }

    [Theory]
    [InlineData("")]
    [InlineData("dancing 12")]
    [InlineData("ready soon")]
    public void State_that_nobody_knows_is_one_that_is_waited_for(string text) => Assert.Equal(RolloutState.Waiting, SharedState.Parse(text).State);
}
