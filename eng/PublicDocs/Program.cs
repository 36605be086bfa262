using System.Text;
using System.Xml.Linq;
using RedisAi.PublicDocs;

// strip ASSEMBLY XML RESULT: writes the documentation without what users of the assembly cannot see.
// check PACKAGE...: fails unless the documentation in the packages has all that users can see, and nothing else, and their README no link that leads nowhere.
switch (args)
{
    case ["strip", var assembly, var xml, var result]:
        using (FileStream file = File.OpenRead(assembly))
        {
            XDocument document = XDocument.Load(xml, LoadOptions.PreserveWhitespace);
            DocumentationFile.Strip(document, VisibleMembers.Of(file));
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(result))!);
            string text = document.ToString(SaveOptions.DisableFormatting).ReplaceLineEndings("\n");
            File.WriteAllText(result, $"<?xml version=\"1.0\"?>\n{text}\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        return 0;

    case ["check", .. { Length: > 0 } packages]:
        string[] problems = [.. packages.SelectMany(PackageCheck.ProblemsOf)];
        foreach (string problem in problems)
        {
            Console.Error.WriteLine(problem);
        }

        return problems.Length == 0 ? 0 : 1;

    default:
        Console.Error.WriteLine("PublicDocs strip ASSEMBLY XML RESULT | check PACKAGE...");
        return 2;
}
