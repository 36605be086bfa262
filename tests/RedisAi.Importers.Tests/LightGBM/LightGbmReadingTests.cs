using System.Text;
using RedisAi.Importers.LightGBM;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>How texts are read: in pieces of any length, and without taking more memory than the trees need.</summary>
public sealed class LightGbmReadingTests
{
    [Fact]
    public void A_text_that_comes_in_small_pieces_is_the_same_model()
    {
        string text = new RandomLightGbm(11) { Objective = "multiclass num_class:3", Targets = 3, MaxLeaves = 2_000 }.Text();
        byte[] whole = Write(new MemoryStream(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(whole, Write(new PiecewiseStream(Encoding.UTF8.GetBytes(text), 1)));
        Assert.Equal(whole, Write(new PiecewiseStream(Encoding.UTF8.GetBytes(text), 7_777)));
    }

    [Fact]
    public void Lines_are_numbered_and_come_without_their_ends()
    {
        LightGbmLines lines = new(new PiecewiseStream("one\r\n\ntwo\nthree"u8.ToArray(), 2));
        List<string> read = [];
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            read.Add($"{lines.Number} {Encoding.UTF8.GetString(line)}");
        }

        Assert.Equal(["1 one", "2 ", "3 two", "4 three"], read);
        Assert.False(lines.TryRead(out _));
    }

    [Fact]
    public void A_line_can_be_read_again()
    {
        LightGbmLines lines = new(new MemoryStream("one\ntwo\n"u8.ToArray()));
        lines.TryRead(out _);
        lines.TryRead(out _);
        lines.Back();

        Assert.True(lines.TryRead(out ReadOnlySpan<byte> line));
        Assert.Equal("two", Encoding.UTF8.GetString(line));
        Assert.Equal(2, lines.Number);
        Assert.False(lines.TryRead(out _));
    }

    [Fact]
    public void The_longest_line_that_is_taken_is_read_whole()
    {
        // In a file, so that it is in memory once.
        using TemporaryFolder folder = new();
        using FileStream text = new(folder["model.txt"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        text.SetLength(LightGbmLines.MaxLength);
        text.Seek(0, SeekOrigin.End);
        text.Write("\na\n"u8);
        text.Seek(0, SeekOrigin.Begin);
        LightGbmLines lines = new(text);

        Assert.True(lines.TryRead(out ReadOnlySpan<byte> line));
        Assert.Equal(LightGbmLines.MaxLength, line.Length);
        Assert.True(lines.TryRead(out line));
        Assert.Equal("a", Encoding.UTF8.GetString(line));
        Assert.False(lines.TryRead(out _));
    }

    [Fact]
    public void A_line_that_no_model_has_is_refused_before_it_is_all_in_memory()
    {
        LightGbmLines lines = new(new EndlessStream());

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => lines.TryRead(out _));

        Assert.Equal("Line 1 of the LightGBM model is longer than 67108863 bytes.", error.Message);
    }

    [Fact]
    public void Reading_takes_the_memory_of_the_trees_and_little_besides()
    {
        byte[] text = Encoding.UTF8.GetBytes(new RandomLightGbm(12) { Rounds = 100, MaxLeaves = 500, Categorical = 0 }.Text());
        Read(text);
        long before = GC.GetAllocatedBytesForCurrentThread();

        LightGbmModel model = Read(text);

        // These texts lack the counts and gains that make up half of real ones; what lists outgrow is counted, too.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 5L * text.Length);
        Assert.InRange(model.Trees.Ensemble.Trees, 80, 100);

        static LightGbmModel Read(byte[] text) => LightGbmText.Read(new MemoryStream(text), 0, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Reading_ends_when_it_is_no_longer_wanted()
    {
        byte[] text = Encoding.UTF8.GetBytes(SmallLightGbm.Stump("0.5", 2));

        Assert.Throws<OperationCanceledException>(() => LightGbmText.Read(new MemoryStream(text), 0, new CancellationToken(canceled: true)));
    }

    private static byte[] Write(Stream text)
    {
        using (text)
        {
            return LightGbmAnswers.Write(LightGbmText.Read(text, 0, TestContext.Current.CancellationToken), null, null, new ImportOptions()).ToArray();
        }
    }

    /// <summary>Gives at most so many bytes at once.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }

    /// <summary>Never ends, and has no line's end.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            return count;
        }
    }
}
