using System.IO.Compression;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Folders;

/// <summary>A folder of MLflow's, made for a test.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly TemporaryFolder _outer = new();

    public ModelFolder(string? description = null)
    {
        Directory.CreateDirectory(Path);
        if (description is not null)
        {
            Write("MLmodel", description);
        }
    }

    /// <summary>Within another folder, so that there is something beside it to escape to.</summary>
    public string Path => _outer["model"];

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A file beside the folder.</summary>
    public string Outside(string name) => _outer[name];

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
    }

    /// <summary>Copies a file of tests/data.</summary>
    public void Copy(string source, string name)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.Copy(TestData.Path(source.Split('/')), this[name]);
    }

    /// <summary>Writes an archive with empty files of the given names.</summary>
    public void WriteArchive(string name, params ReadOnlySpan<string> entries)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        using ZipArchive archive = ZipFile.Open(this[name], ZipArchiveMode.Create);
        foreach (string entry in entries)
        {
            archive.CreateEntry(entry);
        }
    }

    /// <summary>An ONNX model as MLflow logs it.</summary>
    /// <param name="model">Its name in tests/data/onnx.</param>
    /// <param name="settings">Further lines below the flavour, indented by four.</param>
    /// <param name="signature">Further lines of the file.</param>
    public static ModelFolder WithOnnx(string model, string settings = "", string signature = "")
    {
        ModelFolder folder = new($"flavors:\n  onnx:\n    data: model.onnx\n{settings}  python_function:\n    loader_module: mlflow.onnx\n{signature}");
        folder.Copy($"onnx/{model}.onnx", "model.onnx");
        return folder;
    }

    /// <summary>Opens it, and returns what is said against that.</summary>
    public MlflowException Refused(string? flavor = null) => Assert.Throws<MlflowException>(() => MlflowModelFolder.Open(Path, flavor));

    public void Dispose() => _outer.Dispose();
}
