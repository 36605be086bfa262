using RedisAi.Backends;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Backends;

public sealed class LoadedLibraryTests
{
    private readonly LoadedLibrary<object> _library = new("TEST", "a library");

    [Fact]
    public void Library_is_loaded_once()
    {
        object value = new();

        Assert.Null(_library.Value);
        Assert.Same(value, _library.Load("/a/b.so", () => (value, "/a/b.so")));
        Assert.Same(value, _library.Load(null, () => throw new NotSupportedException()));
        Assert.Same(value, _library.Load("/a/b.so", () => throw new NotSupportedException()));
        Assert.Same(value, _library.Value);
    }

    [Fact]
    public async Task Who_comes_while_it_is_loaded_waits_and_gets_the_same()
    {
        using ManualResetEventSlim begun = new();
        using ManualResetEventSlim gate = new();
        Task<object> first = Task.Run(() => _library.Load(null, () =>
        {
            begun.Set();
            Eventually.Comes(gate);
            return (new object(), "/a/b.so");
        }));
        Eventually.Comes(begun);
        object? got = null;
        Thread second = new(() => got = _library.Load(null, () => ("loaded twice", "/a/b.so"))) { IsBackground = true };

        second.Start();
        await Eventually.HoldsAsync(() => got is not null || second.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "the second to have loaded it, or to wait");
        gate.Set();
        Assert.True(second.Join(Eventually.Limit));

        await Eventually.EndsAsync(first);
        Assert.Same(await first, got);
    }

    [Fact]
    public void Library_that_did_not_load_is_tried_again()
    {
        Assert.Throws<NotSupportedException>(() => _library.Load(null, () => throw new NotSupportedException()));

        Assert.Null(_library.Value);
        Assert.Equal("found", _library.Load(null, static () => ("found", "/a/b.so")));
    }

    [Fact]
    public void Second_library_is_refused()
    {
        _library.Load(null, static () => ("first", "/a/b.so"));

        BackendUnavailableException error = Assert.Throws<BackendUnavailableException>(() => _library.Load("/c", static () => ("second", "/c/b.so")));

        Assert.Equal("TEST", error.Backend);
        Assert.Equal("This process has loaded a library from '/a/b.so' already; a second one, '/c', cannot be loaded.", error.Message);
    }

    [Theory]
    [InlineData("/App/lib/b.so", StringComparison.Ordinal, true)]
    [InlineData("/App/lib", StringComparison.Ordinal, true)]
    [InlineData("/App/lib/", StringComparison.Ordinal, true)]
    [InlineData("/App/other/../lib", StringComparison.Ordinal, true)]
    [InlineData("/App", StringComparison.Ordinal, false)]
    [InlineData("/App/lib/c.so", StringComparison.Ordinal, false)]
    [InlineData("/app/lib/B.so", StringComparison.Ordinal, false)]
    [InlineData("/app/lib", StringComparison.Ordinal, false)]
    [InlineData("/app/lib/B.so", StringComparison.OrdinalIgnoreCase, true)]
    [InlineData("/app/LIB", StringComparison.OrdinalIgnoreCase, true)]
    public void Library_may_be_named_in_other_words_and_letters_count_where_the_system_counts_them(string path, StringComparison comparison, bool same) =>
        Assert.Equal(same, LoadedLibrary<object>.IsAt("/App/lib/b.so", path, comparison));
}
