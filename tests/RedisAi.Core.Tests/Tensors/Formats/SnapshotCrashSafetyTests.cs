using System.Runtime.Versioning;
using RedisAi.Tensors.Formats;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Formats;

/// <summary>A save that fails, wherever it fails, leaves the old file as it was and nothing beside it.</summary>
public sealed class SnapshotCrashSafetyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StoredTensor[] _tensors;

    public SnapshotCrashSafetyTests()
    {
        // More than one piece, more than one kind.
        AiTensor large = AiTensor.Create<float>([700_000], static span => span.Fill(0.5f));
        _tensors = [new("large", large, null), new("names", AiTensor.CreateStrings([2], ["a", "b"]), null), new("one", AiTensor.Scalar(1), null)];
    }

    private string File1 => _folder["state.safetensors"];

    public void Dispose()
    {
        Contents.DisposeAll(_tensors);
        _folder.Dispose();
    }

    [Fact]
    public void Failure_after_any_piece_leaves_the_old_file()
    {
        foreach (int step in Enumerable.Range(1, CountSteps()))
        {
            File.WriteAllText(File1, "old");

            IOException error = Assert.Throws<IOException>(
                () => TensorSnapshotFile.Write(File1, _tensors, new AtStep(step, static () => throw new IOException("no more")).NotePiece, CancellationToken.None));

            Assert.Equal("no more", error.Message);
            AssertUntouched();
        }
    }

    [Fact]
    public void Cancellation_after_any_piece_leaves_the_old_file()
    {
        foreach (int step in Enumerable.Range(1, CountSteps()))
        {
            File.WriteAllText(File1, "old");
            using CancellationTokenSource cancellation = new();

            OperationCanceledException error = Assert.Throws<OperationCanceledException>(
                () => TensorSnapshotFile.Write(File1, _tensors, new AtStep(step, cancellation.Cancel).NotePiece, cancellation.Token));

            Assert.Equal(cancellation.Token, error.CancellationToken);
            AssertUntouched();
        }
    }

    [Fact]
    public async Task Cancellation_before_the_start_leaves_the_old_file()
    {
        File.WriteAllText(File1, "old");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TensorSnapshotFile.WriteAsync(File1, _tensors, new CancellationToken(canceled: true)));

        AssertUntouched();
    }

    [Fact]
    public async Task Failure_to_rename_leaves_nothing_behind()
    {
        Directory.CreateDirectory(File1);
        File.WriteAllText(Path.Combine(File1, "inside"), "old");

        await Assert.ThrowsAnyAsync<Exception>(() => TensorSnapshotFile.WriteAsync(File1, _tensors, TestContext.Current.CancellationToken));

        Assert.Empty(_folder.FileNames());
        Assert.Equal("old", File.ReadAllText(Path.Combine(File1, "inside")));
    }

    [Fact]
    public async Task Folder_that_is_not_there_is_an_error_of_its_own() =>
        await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => TensorSnapshotFile.WriteAsync(Path.Combine(_folder["absent"], "x"), _tensors, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Failure_to_make_the_new_file_keeps_the_old_one()
    {
        // The new file's name is longer, and file systems take no more than 255 characters, from nobody.
        string path = _folder[new string('n', 250)];
        File.WriteAllText(path, "old");

        await Assert.ThrowsAnyAsync<IOException>(() => TensorSnapshotFile.WriteAsync(path, _tensors, TestContext.Current.CancellationToken));

        Assert.Equal([Path.GetFileName(path)], _folder.FileNames());
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Folder_that_may_not_be_written_to_keeps_the_old_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders have no permission bits on Windows.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Permissions do not bind root.");
        File.WriteAllText(File1, "old");
        UnixFileMode mode = File.GetUnixFileMode(_folder.Path);
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            await Assert.ThrowsAsync<UnauthorizedAccessException>(
                () => TensorSnapshotFile.WriteAsync(File1, _tensors, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.SetUnixFileMode(_folder.Path, mode);
        }

        AssertUntouched();
    }

    [Fact]
    public async Task Success_leaves_only_the_new_file()
    {
        File.WriteAllText(File1, "old");

        await TensorSnapshotFile.WriteAsync(File1, _tensors, TestContext.Current.CancellationToken);

        Assert.Equal(["state.safetensors"], _folder.FileNames());
        IReadOnlyList<StoredTensor> read = await TensorSnapshotFile.ReadAsync(File1, TestContext.Current.CancellationToken);
        Assert.Equal(Contents.Describe(_tensors), Contents.Describe(read));
        Contents.DisposeAll(read);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Link_stays_a_link_and_permissions_stay_as_they_were()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links and permission bits are those of Unix.");
        Directory.CreateDirectory(_folder["elsewhere"]);
        string target = Path.Combine(_folder["elsewhere"], "real.safetensors");
        File.WriteAllText(target, "old");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(File1, target);

        await TensorSnapshotFile.WriteAsync(File1, _tensors, TestContext.Current.CancellationToken);

        Assert.Equal(target, new FileInfo(File1).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
        Assert.True(new FileInfo(target).Length > 2_800_000);
    }

    private int CountSteps()
    {
        AtStep steps = new(-1, static () => { });
        TensorSnapshotFile.Write(File1, _tensors, steps.NotePiece, CancellationToken.None);
        Assert.True(steps.Seen > 5);
        return steps.Seen;
    }

    private void AssertUntouched()
    {
        Assert.Equal(["state.safetensors"], _folder.FileNames());
        Assert.Equal("old", File.ReadAllText(File1));
    }

    /// <summary>Does something after a number of pieces.</summary>
    private sealed class AtStep(int step, Action action)
    {
        public int Seen { get; private set; }

        public void NotePiece()
        {
            if (++Seen == step)
            {
                action();
            }
        }
    }
}
