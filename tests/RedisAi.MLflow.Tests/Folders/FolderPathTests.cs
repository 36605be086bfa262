using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow.Tests.Folders;

public sealed class FolderPathTests
{
    [Theory]
    [InlineData("model.onnx")]
    [InlineData("data/model.pth")]
    [InlineData("./data/model.pth")]
    [InlineData("a..b/c..")]
    [InlineData("%2e%2e")]
    public void Name_within_the_folder_is_found(string name)
    {
        using ModelFolder folder = new();

        Assert.Equal(Path.GetFullPath(folder[name]), FolderPath.Find(folder.Path, name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../secret.bin")]
    [InlineData("data/../../secret.bin")]
    [InlineData("data/../model.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/secret.bin")]
    [InlineData("c:secret.bin")]
    [InlineData("..\\secret.bin")]
    [InlineData("data\\model.pth")]
    [InlineData("a\0b")]
    public void Name_that_could_lead_out_is_not(string name)
    {
        using ModelFolder folder = new();

        Assert.Null(FolderPath.Find(folder.Path, name));
    }

    [Fact]
    public void Link_within_the_folder_is_followed_and_one_that_leads_out_is_not()
    {
        using ModelFolder folder = new();
        folder.Write("real/model.onnx", "x");
        File.WriteAllText(folder.Outside("secret.bin"), "x");
        File.CreateSymbolicLink(folder["inside"], folder["real/model.onnx"]);
        File.CreateSymbolicLink(folder["outside"], folder.Outside("secret.bin"));
        File.CreateSymbolicLink(folder["again"], folder["outside"]);
        Directory.CreateSymbolicLink(folder["up"], folder.Outside("."));
        File.CreateSymbolicLink(folder["itself"], folder["itself"]);

        Assert.NotNull(FolderPath.Find(folder.Path, "inside"));
        Assert.Null(FolderPath.Find(folder.Path, "outside"));
        Assert.Null(FolderPath.Find(folder.Path, "again"));
        Assert.Null(FolderPath.Find(folder.Path, "up/secret.bin"));
        Assert.Null(FolderPath.Find(folder.Path, "itself"));
    }
}
