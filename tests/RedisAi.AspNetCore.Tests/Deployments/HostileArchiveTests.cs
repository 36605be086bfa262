using System.Formats.Tar;
using System.Text;
using RedisAi.AspNetCore.Tests.Scoring;
using static RedisAi.AspNetCore.Tests.Deployments.DeploymentHost;

namespace RedisAi.AspNetCore.Tests.Deployments;

/// <summary>Archives that were made to do harm, or are damaged: each is refused with a sentence, and leaves nothing behind.</summary>
public sealed class HostileArchiveTests
{
    [Theory]
    [InlineData("../escape", "it leaves the folder")]
    [InlineData("a/../../escape", "it leaves the folder")]
    [InlineData("./../escape", "it leaves the folder")]
    [InlineData("%2e%2e/escape", "it leaves the folder")]
    [InlineData("..%252fescape", "it leaves the folder")]
    [InlineData(".. /escape", "it leaves the folder")]
    [InlineData("/etc/escape", "it is absolute")]
    [InlineData("C:/escape", "it names a drive")]
    [InlineData(@"..\escape", "it has a backslash")]
    [InlineData("a\nb", "it has the control character 10")]
    public async Task Names_that_lead_elsewhere_are_refused(string name, string reason)
    {
        string refusal = await RefusalAsync(Archives.OfFiles("MLmodel", name));

        Assert.StartsWith("INVALID_PARAMETER_VALUE The path '", refusal, StringComparison.Ordinal);
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "'odd' is a link; pack it with --dereference (-h), which takes what links lead to")]
    [InlineData(TarEntryType.HardLink, "'odd' is a link; pack it with --dereference (-h), which takes what links lead to")]
    [InlineData(TarEntryType.CharacterDevice, "'odd' is a device")]
    [InlineData(TarEntryType.BlockDevice, "'odd' is a device")]
    [InlineData(TarEntryType.Fifo, "'odd' is a pipe")]
    public async Task What_is_neither_file_nor_folder_is_refused(TarEntryType type, string reason) => Assert.Equal(
        $"INVALID_PARAMETER_VALUE The archive is refused: {reason}; a model's folder has files and folders only.",
        await RefusalAsync(Archives.OfType(type)));

    [Theory]
    [InlineData("'a' is there twice", "a", "a")]
    [InlineData("'a' is there twice", "a/b", "a")]
    [InlineData("'a' is there twice, as a file and as a folder", "a", "a/b")]
    [InlineData("'a' is there twice", "a", "./a")]
    [InlineData("there is no file MLmodel at its top, but model/MLmodel; pack the folder's contents by tar -C FOLDER -cf model.tar .", "model/MLmodel")]
    public async Task Names_that_contradict_each_other_are_refused(string reason, params string[] names) =>
        Assert.Equal($"INVALID_PARAMETER_VALUE The archive is refused: {reason}.", await RefusalAsync(Archives.OfFiles(names)));

    [Fact]
    public async Task Names_and_folders_have_limits()
    {
        const string Limits = "is too long: 1024 bytes, 255 for each name, and 32 folders within each other are the limit.";

        Assert.EndsWith(Limits, await RefusalAsync(Archives.OfFiles(new string('a', 256))), StringComparison.Ordinal);
        Assert.EndsWith(Limits, await RefusalAsync(Archives.OfFiles(string.Join('/', Enumerable.Repeat("a", 33)))), StringComparison.Ordinal);
        Assert.EndsWith(Limits, await RefusalAsync(Archives.OfFiles(string.Join('/', Enumerable.Repeat(new string('é', 60), 10)))), StringComparison.Ordinal);
        Assert.EndsWith(
            "it has more than 3 entries, which is the limit of this endpoint.",
            await RefusalAsync(Archives.OfFiles("MLmodel", "a", "b", "c"), static options => options.MaxUploadEntries = 3),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_is_not_taken_because_a_header_announces_it()
    {
        foreach (char type in "xgLK")
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);

            string refusal = await RefusalAsync([.. Archives.Header("h", "16000000000\0", type), .. new byte[2048]]);

            Assert.Contains(type == 'K' ? "neither a file nor a folder" : "what stands in front of an entry has 1879048192 bytes; 65536 are the limit", refusal, StringComparison.Ordinal);
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64 << 20);
        }
    }

    [Theory]
    [InlineData("", "it ends in the middle, or has no end; was it cut?")]
    [InlineData("no archive at all", "it ends in the middle, or has no end; was it cut?")]
    public async Task What_is_no_archive_is_refused(string body, string reason) =>
        Assert.Equal($"INVALID_PARAMETER_VALUE The archive is refused: {reason}.", await RefusalAsync(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task Damaged_archives_are_refused_with_what_is_wrong()
    {
        byte[] whole = Archives.OfFiles("MLmodel", "a");
        byte[] noise = [.. Enumerable.Range(0, 2048).Select(static i => (byte)(i * 7))];
        byte[] flipped = [.. whole];
        flipped[1024 + 3] ^= 1;

        Assert.Contains("it is no tar archive, or damaged", await RefusalAsync(noise), StringComparison.Ordinal);
        Assert.Contains("it is no tar archive, or damaged", await RefusalAsync(flipped), StringComparison.Ordinal);
        Assert.Contains("it ends in the middle", await RefusalAsync(whole[..^1024]), StringComparison.Ordinal);
        Assert.Contains("it ends in the middle", await RefusalAsync(whole[..700]), StringComparison.Ordinal);
        Assert.Contains("the size of an entry is no number", await RefusalAsync(Archives.Header("a", "7777x777777\0")), StringComparison.Ordinal);
        Assert.Contains("the size of an entry is no number", await RefusalAsync(Archives.Header("a", "\u0080\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF")), StringComparison.Ordinal);
        Assert.Contains("a name in it is no UTF-8", await RefusalAsync(WithName([0xFF, 0xFE])), StringComparison.Ordinal);
        Assert.Contains("it is packed with gzip, and damaged", await RefusalAsync([0x1F, 0x8B, .. noise]), StringComparison.Ordinal);
        Assert.Contains("The archive is refused", await RefusalAsync(Archives.Packed(whole)[..^20]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_that_are_damaged_or_hide_the_size_are_refused()
    {
        Assert.Contains("what stands in front of an entry is damaged", await RefusalAsync(WithNotes("99 path=a\n")), StringComparison.Ordinal);
        Assert.Contains("what stands in front of an entry is damaged", await RefusalAsync(WithNotes("11 size=-1\n")), StringComparison.Ordinal);
        Assert.Contains("what stands in front of an entry is damaged", await RefusalAsync(WithNotes("4 a\n")), StringComparison.Ordinal);
        Assert.Contains("it has a file with holes", await RefusalAsync(WithNotes("22 GNU.sparse.major=1\n")), StringComparison.Ordinal);
        Assert.Contains("it gives all entries one name or size", await RefusalAsync(WithNotes("10 path=a\n", 'g')), StringComparison.Ordinal);
        Assert.Contains("it leaves the folder", await RefusalAsync(WithNotes("18 path=../escape\n")), StringComparison.Ordinal);
    }

    private static byte[] WithName(byte[] name)
    {
        byte[] header = Archives.Header("", "00000000000\0");
        name.CopyTo(header, 0);
        int added = name.Sum(static value => value);
        string checksum = Convert.ToString(Convert.ToInt32(Encoding.ASCII.GetString(header, 148, 6), 8) + added, 8).PadLeft(6, '0');
        Encoding.ASCII.GetBytes(checksum).CopyTo(header, 148);
        return header;
    }

    private static byte[] WithNotes(string notes, char type = 'x') =>
        [.. Archives.Header("h", Convert.ToString(notes.Length, 8).PadLeft(11, '0') + "\0", type), .. Encoding.UTF8.GetBytes(notes.PadRight(512, '\0')), .. Archives.Header("MLmodel", "00000000000\0")];

    private static async Task<string> RefusalAsync(byte[] archive, Action<MLflow.MlflowDeploymentsOptions>? options = null)
    {
        await using DeploymentHost host = await StartAsync(options);
        using HttpResponseMessage response = await host.CreateAsync("m", archive);
        string error = await ScoringHost.ErrorOfAsync(response);
        Assert.Empty(host.CachedFolders);
        Assert.Empty(host.Engine.Models.List());
        return error;
    }
}
